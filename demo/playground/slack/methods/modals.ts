import type { App } from '../app.ts';
import type { Arguments } from '../arguments.ts';
import { checkView } from '../check-blocks.ts';
import { type Views, wireView } from '../views.ts';
import type { Methods } from '../web-api.ts';

/** `views.*`: modals. They need no scope beside the token. */
export function modalMethods({ views, app, team }: { views: Views; app: App; team: string }): Methods {
  const view = (args: Arguments) => checkView(args.json('view', 'invalid_arguments'));
  return {
    'views.open': (args) => ({ view: wireView(views.open(args.needed('trigger_id'), view(args)), app, team) }),
    'views.push': (args) => ({ view: wireView(views.push(args.needed('trigger_id'), view(args)), app, team) }),
    'views.update': (args) => {
      const [id, externalId, hash] = [args.text('view_id'), args.text('external_id'), args.text('hash')];
      const find = { ...(id && { id }), ...(externalId && { externalId }), ...(hash && { hash }) };
      return { view: wireView(views.update(find, view(args)), app, team) };
    },
  };
}
