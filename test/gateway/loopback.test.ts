/** Where FIX ports may listen: beyond this machine only where everyone who may log on there has to prove who he is. */
import { expect, test } from 'vitest';
import { configSchema } from '../../gateway/config.js';
import { fixPorts, requireCredentials } from '../../gateway/loopback.js';

const credentials = { certificate: { commonName: 'broker.example' } };
const listeners = [{ port: 0, roles: ['dropCopy'] }];

/** What is said of the first port that may not be opened; '' : all may. */
function said(given: object): string {
  const config = configSchema.parse(given);
  try {
    for (const port of fixPorts(config)) requireCredentials(port, config.sessions);
    return '';
  } catch (error) {
    expect(error).toMatchObject({ code: 'NOT_LOOPBACK' });
    return (error as Error).message;
  }
}

test('on loopback nobody needs credentials', () => {
  expect(said({})).toBe('');
  expect(said({ fixHost: '::1', sessions: [{ senderCompId: 'A' }], fixListeners: [{ port: 0, host: '127.0.0.2' }] })).toBe('');
});

test.each([
  ['without a list', {}, 'there is no list of sessions, so that any SenderCompID may log on'],
  ['one session', { sessions: [{ senderCompId: 'A', credentials }, { senderCompId: 'B' }] }, 'session B may log on there'],
  [
    'some sessions',
    { sessions: ['A', 'B', 'C'].map((senderCompId) => ({ senderCompId })) },
    'session A and 2 more may log on there without credentials',
  ],
  ['a disabled one, as it can be enabled', { sessions: [{ senderCompId: 'A', enabled: false }] }, 'session A may log on there'],
  [
    'addresses are no credentials',
    { sessions: [{ senderCompId: 'A', addresses: ['192.0.2.1'] }] },
    'session A may log on there',
  ],
])('elsewhere they do: %s', (_name, given, what) => {
  const message = said({ fixHost: '0.0.0.0', ...given });
  expect(message).toContain('fixPort: expected a loopback address (127.0.0.1, ::1 or localhost), got 0.0.0.0');
  expect(message).toContain(what);
});

test('with credentials they may listen anywhere', () => {
  expect(said({ fixHost: '0.0.0.0', sessions: [{ senderCompId: 'A', credentials }], fixListeners: listeners })).toBe('');
});

test('a port counts the sessions of its roles', () => {
  const sessions = [{ senderCompId: 'A' }, { senderCompId: 'C', role: 'dropCopy', participant: 'A', credentials }];
  const away = (roles: string[]) => said({ sessions, fixListeners: [{ port: 0, host: '::', roles }] });
  expect(away(['dropCopy'])).toBe('');
  expect(away(['dropCopy', 'orderEntry'])).toContain('fixListeners 1: expected a loopback address');
});

test('a listener takes fixHost, which takes host', () => {
  const hosts = (given: object) => fixPorts(configSchema.parse({ fixListeners: listeners, ...given })).map(({ host }) => host);
  expect(hosts({})).toEqual(['127.0.0.1', '127.0.0.1']);
  expect(hosts({ host: '::1' })).toEqual(['::1', '::1']);
  expect(hosts({ fixHost: '0.0.0.0' })).toEqual(['0.0.0.0', '0.0.0.0']);
  expect(hosts({ fixHost: '0.0.0.0', fixListeners: [{ port: 0, host: '::1' }] })).toEqual(['0.0.0.0', '::1']);
});

test('credentials that cannot be are refused, and not shown', () => {
  const refused = (session: object) => {
    const result = configSchema.safeParse({ sessions: [{ senderCompId: 'A', ...session }] });
    return JSON.stringify(result.error?.issues ?? 'taken');
  };
  expect(refused({ credentials: { password: 'hunter2-hunter2' } })).toContain('expected what `buttonwood fix password` prints');
  expect(refused({ credentials: { password: 'hunter2-hunter2' } })).not.toContain('hunter2');
  expect(refused({ credentials: { publicKey: Buffer.alloc(32).toString('base64') } })).toContain('not everybody can sign for');
  expect(refused({ credentials: {} })).toContain('expected a password, publicKey or certificate');
  expect(refused({ addresses: ['10.0.0.0/33'] })).toContain('expected an IP address or a range');
  expect(refused({ schedule: { start: '08:00', end: '17:00', timeZone: 'Mars/Olympus' } })).toContain('expected a time zone');
});
