/** The operators' door under test, and the command line before it. */
import { Command as Program } from 'commander';
import { vi } from 'vitest';
import { ManualClock } from '../../engine/clock.js';
import { Directory, emptySeed } from '../../engine/directory.js';
import { instrumentDefaults } from '../../engine/instrument-definition.js';
import { LogReader } from '../../engine/log.js';
import { Level, Progress } from '../../engine/progress.js';
import { Phase, SessionKind } from '../../engine/records.js';
import { createRing, RecordViews, RingConsumer, RingProducer } from '../../engine/ring.js';
import { Stats } from '../../engine/stats.js';
import { AdminDoor, type AdminDoorOptions } from '../../gateway/admin/door.js';
import { register } from '../../gateway/cli/admin.js';
import { describeRecord } from '../../journal/describe.js';
import type { Json } from '../support/websocket.js';
import { StubEngine } from './stub-engine.js';

export const ADMIN_DOOR = 3;
/** A Thursday, 09:50 in Amsterdam. */
export const NOW_US = Date.parse('2026-11-19T08:50:00Z') * 1000;

const session = (senderCompId: string, index: number, kind: number) => ({
  index,
  participant: 0,
  kind,
  cancelOnDisconnect: false,
  graceMs: 0,
  senderCompId,
  targetCompId: 'BUTTONWOOD',
  connection: 0,
  nextIn: 1,
  nextOut: 1,
  resetCount: 0,
  windowUs: 0,
});

/** The door, over HTTP, in front of an engine that takes whatever it is told. */
export class Desk {
  readonly clock = new ManualClock(NOW_US);
  readonly engine: StubEngine;
  readonly door: AdminDoor;
  url = '';

  constructor(options: Partial<AdminDoorOptions>) {
    const progress = new Progress();
    progress.level = Level.memory;
    const log = createRing(1 << 20, 1);
    const commands = createRing(1 << 16, 1);
    const copy = (views: RecordViews, at: number, bytes: number) => {
      const own = new RecordViews(new ArrayBuffer(bytes));
      own.u8.set(views.u8.subarray(at, at + bytes));
      return own;
    };
    this.engine = new StubEngine(log, new RingConsumer(commands, 0), progress, copy);
    const instruments = ['AAPL', 'MSFT'].map((symbol, index) => ({ ...instrumentDefaults, symbol, index, phase: Phase.open }));
    const sessions = [
      session('DESK1', 0, SessionKind.fix),
      session('BOTH', 1, SessionKind.fix),
      session('BOTH', 2, SessionKind.web),
    ];
    const participants = ['ALPHA', 'BETA'].map((name, index) => ({ name, index }));
    this.door = new AdminDoor({
      mic: 'XBTN',
      door: ADMIN_DOOR,
      commands: new RingProducer(commands),
      log: new LogReader(log, 0, progress, 'safe'),
      directory: new Directory({ ...emptySeed, instruments, participants, sessions }),
      progress,
      stats: new Stats(),
      clock: this.clock,
      kick: () => setImmediate(() => this.turn()),
      ...options,
    });
  }

  turn(): void {
    do {
      this.engine.work();
    } while (this.door.work() > 0);
  }

  async post(action: string, body: object, token?: string): Promise<{ status: number; body: Json }> {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const init = { method: 'POST', headers, body: JSON.stringify({ author: 'ann', ...body }) };
    const response = await fetch(`${this.url}/admin/v1/${action}`, init);
    return { status: response.status, body: (await response.json()) as Json };
  }

  async get(what: string, token?: string): Promise<Json> {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    return (await (await fetch(`${this.url}/admin/v1/${what}`, { headers })).json()) as Json;
  }

  /** What the engine was asked for last, as `journal cat` shows it. */
  last(): Record<string, unknown> {
    const command = this.engine.taken.at(-1);
    if (command === undefined) throw new Error('expected a command');
    return describeRecord(command.views, command.at, 0, 0);
  }
}

/** `buttonwood admin`; returns what it prints. */
export async function runAdmin(url: string, ...args: string[]): Promise<string> {
  const program = new Program('buttonwood').exitOverride().enablePositionalOptions();
  register(program);
  let out = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    await program.parseAsync(['admin', ...args, '--admin', url, '--author', 'ann'], { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return out;
}
