/** Connections that have not logged on, when they take all places: brokers get in all the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lobby } from '../../gateway/lobby.js';
import type { FixPeer } from './support/peer.js';
import { World } from './support/world.js';

const PLACES = 6;
const full = (sessions?: object[]) => new World({ limits: { fixConnections: PLACES }, sessions: sessions ?? null });
const from = (world: World, ...hosts: number[]) =>
  hosts.map((host) => world.peer({ remoteAddress: `192.0.2.${host}`, senderCompId: `S${host}` }));
const open = (peers: FixPeer[]) => peers.map((peer) => !peer.isClosed);

test('a stranger that holds all places makes room for a broker, with its oldest connection', () => {
  const world = full();
  const strangers = from(world, 1, 1, 1, 1, 1, 1);
  const [broker] = from(world, 2);
  expect(broker.logon().summary(34)).toEqual(['A 34=1']);
  expect(open(strangers)).toEqual([false, true, true, true, true, true]);
  expect(strangers[0].socket.received).toBe('');
  expect(world.logs.find((line) => line.includes('refused'))).toBe(
    'FIX peer-1 (peer-1): refused: 6 connections are open, and of those that have not logged on most are from its address',
  );
});

test('one that floods the port pushes out itself, and not a broker that is about to log on', () => {
  const world = full();
  const [broker] = from(world, 2);
  const strangers = from(world, ...Array<number>(1000).fill(1));
  expect(open(strangers).filter(Boolean).length).toBe(PLACES - 1);
  expect(broker.logon().summary(34)).toEqual(['A 34=1']);
  expect(world.logs.length).toBeLessThanOrEqual(11);
});

test('from many addresses: the oldest of those that have most goes, then the oldest of all', () => {
  const world = full();
  const peers = from(world, 1, 2, 3, 3, 2, 4);
  from(world, 5);
  expect(open(peers)).toEqual([true, true, false, true, true, true]);
  from(world, 6);
  expect(open(peers)).toEqual([true, false, false, true, true, true]);
  from(world, 7);
  expect(open(peers)).toEqual([false, false, false, true, true, true]);
});

test('an IPv6 network counts as one address', () => {
  const world = full();
  const at = (remoteAddress: string) => world.peer({ remoteAddress });
  const peers = ['2001:db8:1::1', '192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '2001:db8:1::2'].map(at);
  at('192.0.2.5');
  expect(open(peers)).toEqual([false, true, true, true, true, true]);
});

test('who is logged on never makes room: where all are, the new one is refused, and the log says so', () => {
  const world = full();
  const brokers = from(world, 1, 2, 3, 4, 5, 6).map((peer) => peer.logon());
  const [late] = from(world, 7);
  expect([late.isClosed, ...open(brokers)]).toEqual([true, true, true, true, true, true, true]);
  expect(world.logs.at(-1)).toBe(
    'FIX peer-7: refused: 6 connections are open and all have logged on: limits.fixConnections says how many may be',
  );
  brokers[0].socket.disconnect();
  world.run();
  expect(from(world, 8)[0].logon().summary(34)).toEqual(['A 34=1']);
});

test('a Logon whose credentials are under check, or that waits for the log, makes room too; nothing of it is left', () => {
  const world = full();
  world.running = false;
  const waiting = from(world, 1, 1, 1, 1, 1, 1).map((peer) => peer.logon());
  const [broker] = from(world, 2);
  broker.logon();
  world.running = true;
  world.run();
  expect(open(waiting)[0]).toBe(false);
  expect(broker.summary(34)).toEqual(['A 34=1']);
});

test('a refused connection that stays open on its side is no reason to close another', () => {
  const world = full();
  const refused = world.net.connect('192.0.2.1');
  refused.end = () => {}; // its last bytes are under way
  refused.send('hello');
  const others = from(world, 1, 2, 3, 4, 5);
  const lines = world.logs.length;
  from(world, 6);
  expect([refused.isClosed, ...open(others)]).toEqual([true, true, true, true, true, true]);
  expect(world.logs.length).toBe(lines); // why it was refused stands there already
});

test('a hundred sessions that a broker brings up at once from one address stay, however slowly they log on', () => {
  const world = new World({ limits: { fixConnections: 100 }, capacities: { sessions: 100, participants: 100 } });
  const peers = Array.from({ length: 100 }, (_, i) => world.peer({ senderCompId: `DESK${i}` }));
  world.pass(4000);
  expect(peers.map((peer) => peer.logon().summary().join())).toEqual(Array(100).fill('A'));
});

test('a lobby: whoever makes room is the oldest of an address that has most', () => {
  const hosts = fc.integer({ min: 1, max: 4 });
  const step = fc.oneof(
    hosts.map((host) => ({ host })),
    fc.nat(30).map((leave) => ({ leave })),
    fc.constant('makeRoom' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const lobby = new Lobby<number>();
      let model: { guest: number; host: number }[] = [];
      let count = 0;
      for (const each of steps) {
        if (each === 'makeRoom') {
          const out = lobby.makeRoom();
          const has = (host: number) => model.filter((m) => m.host === host).length;
          const most = Math.max(0, ...model.map((m) => has(m.host)));
          const firsts = [1, 2, 3, 4].filter((host) => most > 0 && has(host) === most);
          const oldest = firsts.map((host) => model.find((m) => m.host === host)?.guest);
          if (model.length === 0) expect(out).toBeUndefined();
          else expect(oldest).toContain(out);
          model = model.filter((m) => m.guest !== out);
        } else if ('leave' in each) {
          lobby.leave(each.leave);
          model = model.filter((m) => m.guest !== each.leave);
        } else {
          lobby.enter(count, `192.0.2.${each.host}`);
          model.push({ guest: count++, host: each.host });
        }
        expect(lobby.size).toBe(model.length);
      }
    }),
  );
});
