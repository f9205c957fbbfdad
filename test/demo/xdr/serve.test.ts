import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createSimulatedXdr } from '../../../demo/xdr/create-simulated-xdr.ts';
import { serveSimulatedXdr } from '../../../demo/xdr/serve-simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');

test('the command prints its address, its clients and lines that work, and ends on SIGTERM', async () => {
  const child = spawn(process.execPath, ['demo/xdr/serve.ts', '--port', '0'], { cwd: ROOT });
  try {
    let printed = '';
    for await (const chunk of child.stdout) {
      printed += String(chunk);
      if (printed.includes('npx xdr-chatops')) break;
    }
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)![0];
    const id = /reader:[\s\S]*?id +(\S+)/.exec(printed)![1]!;
    const password = /reader:[\s\S]*?password +(\S+)/.exec(printed)![1]!;
    const call = xdrCaller(url);
    const token = await call.token({ id, password });
    const pasted = /-d '(\[.*?\])' \S+?(\/iroh\/iroh-enrich\S+)/.exec(printed)!;
    expect((await call.post(pasted[2]!, token, JSON.parse(pasted[1]!))).status).toBe(200);
  } finally {
    child.kill('SIGTERM');
  }
  expect((await once(child, 'exit'))[0]).toBe(0);
});

test('a taken port is an error to catch', async () => {
  const served = await serveSimulatedXdr({ xdr: createSimulatedXdr() });
  const port = Number(new URL(served.url).port);
  await expect(serveSimulatedXdr({ xdr: createSimulatedXdr(), port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await served.close();
});

test('two simulations in one process know nothing of each other', async () => {
  const [one, two] = [createSimulatedXdr(), createSimulatedXdr()];
  const [here, there] = [await serveSimulatedXdr({ xdr: one }), await serveSimulatedXdr({ xdr: two })];
  const token = await xdrCaller(here.url).token(one.client('reader'));
  expect((await xdrCaller(here.url).get('/iroh/profile/whoami', token)).status).toBe(200);
  expect((await xdrCaller(there.url).get('/iroh/profile/whoami', token)).status).toBe(401);
  await Promise.all([here.close(), there.close()]);
});

test('the seed of a simulation decides its made-up verdicts', async () => {
  const observables = Array.from({ length: 100 }, (_, i) => ({ type: 'domain', value: `h${i}.example.com` }));
  const said = async (seed: number) => {
    const xdr = createSimulatedXdr({ seed, now: () => 0 });
    const served = await serveSimulatedXdr({ xdr });
    const call = xdrCaller(served.url);
    const token = await call.token(xdr.client('reader'));
    const { body } = await call.post('/iroh/iroh-enrich/deliberate/observables', token, observables);
    await served.close();
    return body;
  };
  expect(await said(1)).toEqual(await said(1));
  expect(await said(1)).not.toEqual(await said(2));
});

test('without a limit there are no headers about one', async () => {
  const xdr = createSimulatedXdr({ rateLimit: Number.POSITIVE_INFINITY });
  const served = await serveSimulatedXdr({ xdr });
  const call = xdrCaller(served.url);
  const answer = await call.get('/iroh/profile/whoami', await call.token(xdr.client('reader')));
  expect(answer.status).toBe(200);
  expect([...answer.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  await served.close();
});

test('the handlers answer in process as they do over HTTP', async () => {
  const xdr = createSimulatedXdr();
  const response = await xdr.answer(new Request('https://visibility.amp.cisco.com/clouds.json'));
  expect(await response.json()).toMatchObject({
    'North America': { 'iroh-services': 'https://visibility.amp.cisco.com/iroh/' },
  });
});
