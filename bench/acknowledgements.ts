import { type Measured, number } from './row.ts';
import { closedLoad, middle, type Rate } from './slack/closed-load.ts';
import { startBench, until } from './slack/start-bench.ts';
import { startBareBolt } from './slack/start-bot.ts';
import { createMaliciousAddresses, nthMessage } from './slack/texts.ts';

/** One message in so many holds a malicious address of its own: it is stored before the acknowledgement, and makes a card. */
const oneIn = 20;

/**
 * P4: signed events acknowledged per second beside a bare Bolt app that only acknowledges, in turn, `rounds` times;
 * medians count. First chatter alone, then with 5 % that make a card each, counted until the last card is out.
 */
export async function measureAcknowledgements({ events = 8000, rounds = 3 } = {}): Promise<Measured> {
  const bench = await startBench();
  const malicious = createMaliciousAddresses();
  let n = 0;
  const messages = (withCards: boolean) =>
    Array.from({ length: events }, () =>
      n++ % oneIn === 0 && withCards ? nthMessage(n, `see ${malicious()}`) : nthMessage(n),
    );
  const rates = { chatter: [] as Rate[], bolt: [] as Rate[], acks: [] as Rate[], cards: [] as Rate[] };
  try {
    const [ours, bolt] = [await bench.bot(), await startBareBolt()];
    const withCards = async () => {
      const wanted = bench.slack.posted.size + events / oneIn;
      const began = performance.now();
      const acks = await closedLoad(ours.port, messages(true));
      if (!(await until(() => bench.slack.posted.size >= wanted, 120))) throw new Error('cards are missing');
      const seconds = (performance.now() - began) / 1000;
      return { acks, cards: { ...acks, seconds, perSecond: Math.round(events / seconds) } };
    };
    try {
      await closedLoad(ours.port, messages(false));
      await withCards();
      await closedLoad(bolt.port, messages(false));
      for (let round = 0; round < rounds; round++) {
        rates.bolt.push(await closedLoad(bolt.port, messages(false)));
        rates.chatter.push(await closedLoad(ours.port, messages(false)));
        const { acks, cards } = await withCards();
        rates.acks.push(acks);
        rates.cards.push(cards);
      }
    } finally {
      await bolt.stop();
    }
  } finally {
    await bench.stop();
  }
  const [bolt, chatter, acks, cards] = [
    middle(rates.bolt),
    middle(rates.chatter),
    middle(rates.acks),
    middle(rates.cards),
  ];
  const slowest = Math.max(chatter.p99, acks.p99);
  const refused = Object.values(rates)
    .flat()
    .reduce((sum, one) => sum + one.refused, 0);
  const doubled = bench.slack.posts() - bench.slack.posted.size;
  const of = (rate: Rate) => rate.perSecond / bolt.perSecond;
  const line = (what: string, rate: Rate, least: number) => ({
    what: `${what} (${number(rate.perSecond)}/s), of what bare Bolt does`,
    got: `${number(of(rate), 2)} ×`,
    wanted: `≥ ${least} ×`,
    met: of(rate) >= least,
  });
  return {
    rows: [
      { what: 'bare Bolt, which only acknowledges', got: `${number(bolt.perSecond)}/s` },
      line('chatter acknowledged', chatter, 0.7),
      { what: '5 % stored: acknowledged while cards are made, of bare Bolt', got: `${number(of(acks), 2)} ×` },
      line('5 % stored: until the last card is out', cards, 0.5),
      {
        what: 'acknowledgement p99, the slower of both',
        got: `${number(slowest)} ms`,
        wanted: '< 250 ms',
        met: slowest < 250,
      },
      { what: 'refused; posted twice', got: `${refused}; ${doubled}`, wanted: '0; 0', met: refused + doubled === 0 },
    ],
    events,
    oneIn,
    bolt,
    chatter,
    acks,
    cards,
    rounds: rates,
  };
}
