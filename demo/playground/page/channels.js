import { byId, element, keepInStep } from './element.js';

/** The latest message that was seen of each channel. */
const read = new Map();

/** The left column. `hands` visit a channel, or become another person. */
export function drawChannels({ channels, channel, people, me }, hands) {
  const sorts = [
    ['channel-list', channels.filter(({ kind }) => kind !== 'direct')],
    ['direct-list', channels.filter(({ kind }) => kind === 'direct')],
  ];
  for (const [list, some] of sorts) {
    for (const each of some) if (each.id === channel.id || !read.has(each.id)) read.set(each.id, each.latest);
    keepInStep(
      byId(list),
      some,
      ({ id }) => id,
      (each) => `${each.label} ${each.id === channel.id} ${isNew(each)}`,
      (each) => {
        const sign = { public: '#', private: '', direct: '@' }[each.kind];
        const kind =
          { public: '', private: ', private', direct: '' }[each.kind] + (each.shared ? ', shared with others' : '');
        return element(
          'li',
          {},
          element(
            'button',
            {
              type: 'button',
              class: isNew(each) ? 'unread' : '',
              'aria-current': each.id === channel.id && 'page',
              onclick: () => hands.visit(each.id),
            },
            element('span', { class: `sign ${each.kind}`, 'aria-hidden': 'true' }, sign),
            element('span', { class: 'label' }, each.label),
            kind && element('span', { class: 'hidden-text' }, kind),
            each.shared && element('span', { class: 'badge', 'aria-hidden': 'true' }, 'shared'),
            isNew(each) && element('span', { class: 'hidden-text' }, ', new messages'),
          ),
        );
      },
    );
  }
  const select = byId('persona');
  if (select.options.length === 0) {
    select.append(
      ...people.map(({ id, name, standing }) =>
        element('option', { value: id }, standing ? `${name} (${standing})` : name),
      ),
    );
    select.addEventListener('change', () => hands.become(select.value));
  }
  select.value = me;
  byId('persona-note').textContent = people.find(({ id }) => id === me)?.part ?? '';
}

const isNew = ({ id, latest }) => latest !== '' && Number(latest) > Number(read.get(id) || 0);
