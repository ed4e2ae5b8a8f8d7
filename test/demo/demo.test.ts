import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/gateway/cli/main.js', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'buttonwood-demo-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

class RunningDemo {
  output = '';
  readonly child: ChildProcess;
  private readonly gone: Promise<unknown[]>;

  constructor(...args: string[]) {
    const ports = ['--fix-port', '0', '--market-data-port', '0', '--http-port', '0', '--admin-port', '0'];
    this.child = spawn(process.execPath, [main, 'demo', '--data', dir, '--brokers', '4', '--rate', '200', ...ports, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (text) => {
        this.output += text;
        this.child.emit('output');
      });
    }
    this.gone = once(this.child, 'close');
  }

  /** Resolves once the output holds `text`. */
  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`the demo ended before it said '${text}':\n${this.output}`);
      await Promise.race([once(this.child, 'output'), this.gone]);
    }
  }

  async code(): Promise<unknown> {
    return (await this.gone)[0];
  }

  get exchangePid(): number {
    return Number(/process (\d+),/.exec(this.output)?.[1]);
  }

  get orders(): number {
    return Number(/([\d,]+) orders, [\d,]+ fills/.exec(this.output)?.[1].replaceAll(',', ''));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('demo', () => {
  it('trades over FIX, ends by itself, and goes on from there with the next start', async () => {
    const first = new RunningDemo('--seconds', '3');
    expect([await first.code(), first.output]).toEqual([0, expect.stringContaining('A new market')]);
    expect(first.orders).toBeGreaterThan(50);
    expect(first.output).toContain('4 brokers are logged on.');
    expect(first.output).toMatch(/market data +127\.0\.0\.1:\d+ .*35=V/);
    const saved = JSON.parse(readFileSync(join(dir, 'brokers.json'), 'utf8'));
    expect(saved).toMatchObject({ run: 1, clean: true });

    const second = new RunningDemo();
    await second.says('go on with the sequence numbers they had');
    const other = new RunningDemo();
    expect([await other.code(), other.output]).toEqual([1, expect.stringContaining('DATA_DIR_LOCKED')]);
    second.child.kill('SIGINT');
    expect([await second.code(), second.output]).toEqual([0, expect.stringContaining('Recovered what the last run left')]);
    expect(second.output).toContain('SIGINT: stopping');
    const again = JSON.parse(readFileSync(join(dir, 'brokers.json'), 'utf8'));
    expect(again).toMatchObject({ run: 2, clean: true });
    expect(again.sessions.BROKER001.nextOut).toBeGreaterThan(saved.sessions.BROKER001.nextOut);
  });

  it('goes on after the exchange was killed under its brokers', async () => {
    const killed = new RunningDemo();
    await killed.says('logged on');
    process.kill(killed.exchangePid, 'SIGKILL');
    expect([await killed.code(), killed.output]).toEqual([1, expect.stringContaining('the exchange ended')]);

    const next = new RunningDemo('--seconds', '2', '--no-nats');
    expect([await next.code(), next.output]).toEqual([0, expect.stringContaining('Recovered what the last run left')]);
    expect(next.orders).toBeGreaterThan(50);
    expect(next.output).toMatch(/NATS +none/);
  });

  it('leaves nothing running when it is killed itself', async () => {
    const killed = new RunningDemo();
    await killed.says('logged on');
    killed.child.kill('SIGKILL');
    await killed.code();
    while (isAlive(killed.exchangePid)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(JSON.parse(readFileSync(join(dir, 'brokers.json'), 'utf8'))).toMatchObject({ clean: true });
  });
});
