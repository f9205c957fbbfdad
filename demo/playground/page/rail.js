import { byId, element, keepInStep } from './element.js';

/** The side panel: what to try, and what it cost. */
export function drawRail({ suggestions, spent }, attempt) {
  keepInStep(
    byId('suggestions'),
    suggestions,
    ({ id }) => id,
    ({ id }) => id,
    ({ id, title, shows }) =>
      element(
        'li',
        {},
        element(
          'button',
          { type: 'button', class: 'suggestion', onclick: () => attempt(id) },
          element('strong', {}, title),
          element('span', {}, shows),
        ),
      ),
  );
  // The way of Cisco's guide: inspect and observe for every message.
  const guide = 2 * spent.handed;
  const saved = Math.max(0, guide - spent.made);
  byId('calls-made').textContent = String(spent.made);
  byId('calls-saved').textContent = String(saved);
  byId('meter-made').className = `share-${guide === 0 ? 0 : Math.min(20, Math.ceil((20 * spent.made) / guide))}`;
  byId('calls-why').textContent =
    guide === 0
      ? 'Asking XDR about every message would take two calls each.'
      : `${spent.handed} ${spent.handed === 1 ? 'message or command' : 'messages and commands'} so far. Asking XDR about each (inspect + observe) would have been ${guide} calls.`;
  byId('calls-by-service').replaceChildren(
    ...spent.calls
      .filter(({ made }) => made > 0)
      .map(({ service, made }) => element('li', {}, element('span', {}, service), element('span', {}, String(made)))),
  );
}
