import type { Random } from '../seeded.ts';

/** Something worth looking up, as people and bots write it. */
export type Written = Readonly<{ plain: string; defanged: string }>;

/** Hosts of the organisation itself: on the ignore list of the replay, as an administrator would have them. */
export const ownDomain = 'corp.example';

const kinds: readonly ((random: Random, n: number) => string)[] = [
  address,
  address,
  address,
  address,
  address,
  (_, n) => `cdn${n}.brightriver.example`,
  (_, n) => `login-${n}.secure-mail.example`,
  (_, n) => `https://files${n % 900}.dropzone.example/get/${n}.php?id=${n * 7}`,
  (random) => hex(random, 64),
  (random, n) => (n % 3 === 0 ? `billing${n}@invoice${n % 40}.example` : hex(random, 32)),
];

/** So many distinct observables: half addresses, then names, URLs, hashes, a few senders. */
export const writtenObservables = (random: Random, count: number): Written[] =>
  Array.from({ length: count }, (_, n) => {
    const value = kinds[n % kinds.length]!(random, n);
    const plain = value.startsWith('https:') ? `<${value}>` : value.includes('.example') ? named(value) : value;
    return { plain, defanged: value.replace(/^http/, 'hxxp').replaceAll('.', '[.]') };
  });

/** How Slack delivers a name or a sender that it has made a link of. */
const named = (value: string) => (value.includes('@') ? `<mailto:${value}|${value}>` : `<http://${value}|${value}>`);

const hex = (random: Random, length: number) =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');

/** A public address; no documentation or private range begins with 45. */
function address(random: Random): string {
  return `45.${[0, 0, 0].map(() => Math.floor(random() * 256)).join('.')}`;
}
