/** What an operator meets when something is wrong at start: a code, what was expected, what came, what to do. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { runCli, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';

/** Starts an exchange that must fail; what it said. */
async function failure(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(['start', ...args]);
  expect(code, stderr).toBe(1);
  expect(stdout).toBe('');
  return stderr;
}

test('a port that is taken', async () => {
  const config = writeConfig(temporaryDirectory());
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const port = String((taken.address() as AddressInfo).port);
  for (const option of ['--fix-port', '--http-port', '--admin-port']) {
    const said = await failure('--config', config, option, port);
    expect(said).toContain('PORT_TAKEN');
    expect(said).toContain(`127.0.0.1:${port}`);
  }
  taken.close();
});

test('a data directory that another exchange holds; the other trades on', async () => {
  const config = writeConfig(temporaryDirectory());
  const first = await startExchange(['--config', config]);
  const said = await failure('--config', config);
  expect(said).toContain('DATA_DIR_LOCKED');
  expect(said).toContain(first.ready.dataDir);
  expect((await fetch(`${first.ready.http}/readyz`)).status).toBe(200);
  expect(await first.stop()).toBe(0);
});

test('a data directory that cannot be made', async () => {
  const dir = temporaryDirectory();
  writeFileSync(`${dir}/file`, '');
  const said = await failure('--config', writeConfig(dir), '--data', `${dir}/file/data`);
  expect(said).toMatch(/DATA_DIR_\w+/);
  expect(said).toContain(`${dir}/file/data`);
});

test('a journal of another version', async () => {
  const dir = temporaryDirectory();
  const config = writeConfig(dir);
  const exchange = await startExchange(['--config', config]);
  expect(await exchange.stop()).toBe(0);
  const journal = `${exchange.ready.dataDir}/journal`;
  const [segment] = readdirSync(journal).filter((name) => name.endsWith('.seg'));
  const bytes = readFileSync(`${journal}/${segment}`);
  bytes.writeUInt32LE(99, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(8, 512)), 4);
  writeFileSync(`${journal}/${segment}`, bytes);
  const said = await failure('--config', config);
  expect(said).toContain('FORMAT_VERSION');
  expect(said).toMatch(/expected journal format 1, got 99/);
});

test('levels that cannot be had, and a configuration that is not one', async () => {
  const dir = temporaryDirectory();
  const config = writeConfig(dir);
  expect(await failure('--config', config, '--durability', 'replica')).toContain('LEVEL_UNAVAILABLE');
  expect(await failure('--config', config, '--durability', 'mirror')).toContain('--mirror');
  expect(await failure('--config', `${dir}/none.yaml`)).toContain('CONFIG_UNREADABLE');
  mkdirSync(`${dir}/bad`);
  const bad = writeConfig(`${dir}/bad`, { fixPort: 70_000, colour: 'red' });
  const said = await failure('--config', bad);
  expect(said).toContain('CONFIG_INVALID');
  expect(said).toContain('fixPort');
  expect(said).toContain('colour');
  expect(await failure('--config', config, '--host', '0.0.0.0')).toContain('NOT_LOOPBACK');
});

test('instruments that cannot be listed, and capacities that what is there does not fit', async () => {
  const dir = temporaryDirectory();
  const collide = { instruments: [{ symbol: 'BRK.B' }, { symbol: 'BRK_B' }] };
  const said = await failure('--config', writeConfig(dir, collide));
  expect(said).toContain('CONFIG_INVALID: instruments: BRK_B: the symbol collides');
  const upsideDown = { instruments: [{ symbol: 'AAPL', minPrice: '5', maxPrice: '1' }] };
  expect(await failure('--config', writeConfig(dir, upsideDown))).toContain(
    'CONFIG_INVALID: instruments: AAPL: the definition',
  );

  const exchange = await startExchange(['--config', writeConfig(dir)]);
  expect(await exchange.stop()).toBe(0);
  const small = { capacities: { orders: 1000, instruments: 1, sessions: 16, participants: 16, clOrdIds: 1000 } };
  expect(await failure('--config', writeConfig(dir, small))).toContain('CONFIG_INVALID: capacities: ');
});

test('a halted venue is still halted after a restart', async () => {
  const config = writeConfig(temporaryDirectory());
  const first = await startExchange(['--config', config]);
  const halt = await runCli(['admin', 'halt', '--admin', first.ready.admin, '--author', 'ann']);
  expect(halt.code, halt.stderr).toBe(0);
  await first.kill();
  const second = await startExchange(['--config', config]);
  expect(await (await fetch(`${second.ready.http}/v1/status`)).json()).toMatchObject({ phase: 'halted' });
  const resume = await runCli(['admin', 'resume', '--admin', second.ready.admin, '--author', 'ann']);
  expect(resume.code, resume.stderr).toBe(0);
  expect(await (await fetch(`${second.ready.http}/v1/status`)).json()).toMatchObject({ phase: 'open' });
  expect(await second.stop()).toBe(0);
});
