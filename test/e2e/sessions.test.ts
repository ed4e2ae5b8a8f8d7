/** Sessions while the exchange runs: added, changed, disabled, told something; by the command line, in every layout. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { FixClient } from '../../gateway/fix/client/client.js';
import { LAYOUTS } from '../../gateway/layouts.js';
import { type Running, runCli, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';

let running: Running | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

const admin = (...args: string[]) => runCli(['admin', ...args, '--admin', running!.ready.admin, '--author', 'ann']);

/** A client that is logged on, and what ends it or is told to it. */
async function logOn(senderCompId: string, port = running!.fixPort) {
  const said: string[] = [];
  let ended = false;
  const client = new FixClient(
    { senderCompId, targetCompId: 'BUTTONWOOD' },
    {
      onExecution: (m) => said.push(`8 ${m.clOrdId}`),
      onMessage: (m) => said.push(`${m.msgType} ${m.text(58)}`),
      onClose: () => {
        ended = true;
      },
    },
  );
  await client.connect('127.0.0.1', port);
  return { client, said, ended: () => ended };
}

describe.each(LAYOUTS)('in the layout %s', (layout) => {
  it('sessions are added, changed, disabled and enabled; notices are told', async () => {
    const dir = temporaryDirectory();
    const file = writeConfig(dir, { sessions: [{ senderCompId: 'ONE' }, { senderCompId: 'GONE' }] });
    const write = (sessions: object[]) =>
      writeFileSync(file, stringify({ ...(parse(readFileSync(file, 'utf8')) as object), sessions }));
    running = await startExchange(['--config', file, '--layout', layout]);
    const [one, gone] = [await logOn('ONE'), await logOn('GONE')];
    await expect(logOn('TWO')).rejects.toThrow();

    write([{ senderCompId: 'ONE' }, { senderCompId: 'TWO', participant: 'NEWFIRM' }]);
    expect((await admin('session', 'reload')).stdout).toContain('2 sessions are configured, 2 definitions are new or changed');
    await expect.poll(gone.ended).toBe(true);
    const two = await logOn('TWO');
    expect(one.ended()).toBe(false);

    write([{ senderCompId: 'ONE', role: 'nonsense' }]);
    const wrong = await admin('session', 'reload');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('nothing is changed')]);

    expect((await admin('notice', 'we close early')).stdout).toContain('we close early');
    await expect.poll(() => two.said).toContain('B we close early');

    expect((await admin('session', 'disable', 'ONE')).stdout).toContain('session ONE (fix, web) is disabled');
    await expect.poll(one.ended).toBe(true);
    await expect(logOn('ONE')).rejects.toThrow();
    expect((await admin('sessions')).stdout).toMatch(/ONE.*disabled/);
    await admin('session', 'enable', 'ONE');
    await (await logOn('ONE')).client.logout();
    await two.client.logout();
  });
});

it('a session of market data is disabled in the configuration, and the command says so', async () => {
  const screen = { senderCompId: 'SCREEN', role: 'marketData' };
  const file = writeConfig(temporaryDirectory(), { sessions: [screen] });
  running = await startExchange(['--config', file]);
  const { ended } = await logOn('SCREEN');
  const { code, stderr } = await admin('session', 'disable', 'SCREEN');
  expect([code, stderr]).toEqual([1, expect.stringContaining('write enabled: false there, or remove it, then')]);
  expect(ended()).toBe(false);
  const config = parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, stringify({ ...config, sessions: [{ ...screen, enabled: false }] }));
  await admin('session', 'reload');
  await expect.poll(ended).toBe(true);
  await expect(logOn('SCREEN')).rejects.toThrow();
  expect((await admin('session', 'enable', 'SCREEN')).stderr).toContain('write enabled: true there');
});

it('a port of its own for a role: others are refused there', async () => {
  const dir = temporaryDirectory();
  const file = writeConfig(dir, {
    sessions: [{ senderCompId: 'ONE' }, { senderCompId: 'COPY', role: 'dropCopy', participant: 'ONE' }],
    fixListeners: [{ port: 0, roles: ['dropCopy'] }],
  });
  running = await startExchange(['--config', file]);
  const [{ address, roles }] = running.ready.fixListeners;
  expect(roles).toEqual(['dropCopy']);
  const port = Number(address.split(':').pop());
  await expect(logOn('ONE', port)).rejects.toThrow();
  const copy = await logOn('COPY', port);
  const one = await logOn('ONE');
  one.client.newOrder({ clOrdId: 'a', symbol: 'AAPL', side: '1', qty: 5, price: '100.00' });
  await expect.poll(() => copy.said.length).toBe(1);
  expect(copy.said).toEqual(['8 a']);
  expect(running.stderr()).toContain("this port is for dropCopy; the session's role is orderEntry");
  await one.client.logout();
  await copy.client.logout();
});
