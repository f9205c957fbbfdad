import type { Observable } from '../../src/observables/observable.ts';
import type { Document } from './documents.ts';
import type { Module } from './modules.ts';
import type { Offer } from './offers.ts';

/** Well formed, and so to be shown: with texts that try to come to life. */
export const HOSTILE_OFFER: Offer = {
  id: 'share',
  title:
    '<!channel> *Block* <http://hostile.example.net|everything> ```now``` \u202Egpj.exe [x](http://hostile.example.net)',
  description: '</title><script>alert(1)</script>\n\n<@U0000001> # Heading\n- [ ] a box'.repeat(20),
  categories: ['<!here>', 'Block'],
};

/** The name under which a module of the hostile story offers its actions. */
export const HOSTILE_NAME = 'Umbrella\u200B <!everyone> <https://hostile.example.net|Cisco>';

/**
 * Offers that no client may follow, as a hostile or careless module would list them beside those that are in order: each
 * with what is wrong with it.
 */
export function brokenOffers(module: Module, { type, value }: Observable): readonly (Document & { wrong: string })[] {
  const query = `observable_type=${type}&observable_value=${value}`;
  const at = `/respond/trigger/${module.id}`;
  const offer = (wrong: string, id: string, url: string, more: Document = {}) => ({
    wrong,
    id,
    title: `Broken: ${wrong}`,
    description: 'Must not be offered',
    url,
    ...more,
  });
  return [
    offer('a slash in place of the question mark', 'block', `${at}/block/${query}`),
    offer('an absolute address', 'block', `https://hostile.example.net${at}/block?${query}`),
    offer('another host without a scheme', 'block', `//hostile.example.net${at}/block?${query}`),
    offer('a way up', '..', `${at}/../../../oauth2/token?${query}`),
    offer('a way up in disguise', 'block', `${at}/%2e%2e%2f%2e%2e%2fblock?${query}`),
    offer('another observable', 'block', `${at}/block?observable_type=${type}&observable_value=example.com`),
    offer('two observables', 'block', `${at}/block?${query}&observable_value=example.com`),
    offer('no observable', 'block', `${at}/block`),
    offer('another action than it names', 'add-note', `${at}/amp-isolate-host?${query}`),
    offer("another module's action", 'block', `/respond/trigger/00000000-0000-4000-8000-00000000a002/block?${query}`),
    offer('no title', 'untitled', `${at}/untitled?${query}`, { title: undefined }),
  ];
}
