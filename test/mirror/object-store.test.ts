/** The ObjectStore port over the real S3 client, against the emulator. */
import { expect, it } from 'vitest';
import { openObjectStore } from '../../journal/mirror/object-store.js';
import { emulator, later } from './support.js';

it('puts, puts where nothing is, gets, lists in order', async () => {
  const { endpoint } = await emulator();
  const store = await openObjectStore({ endpoint, region: 'us-east-1', bucket: 'buttonwood' });
  later(() => store.close());
  expect(await store.get('epochs/1')).toBeNull();
  expect(await store.putIfAbsent('epochs/1', Buffer.from('first'))).toBe(true);
  expect(await store.putIfAbsent('epochs/1', Buffer.from('second'))).toBe(false);
  expect(String(await store.get('epochs/1'))).toBe('first');
  await store.put('epochs/1', Buffer.from('third'));
  await store.put('epochs/0', Buffer.from('x'));
  await store.put('other', Buffer.from('x'));
  const listed = [];
  for await (const object of store.list('epochs/')) listed.push(object);
  expect(listed).toEqual([
    { key: 'epochs/0', bytes: 1 },
    { key: 'epochs/1', bytes: 5 },
  ]);
});

it('never does a conditional put twice: when the reply is lost it says that it does not know', async () => {
  const server = await emulator();
  const store = await openObjectStore({ endpoint: server.endpoint, region: 'us-east-1', bucket: 'buttonwood' });
  later(() => store.close());
  server.faults.add('loseReply', { service: 's3', count: 1 });
  await expect(store.putIfAbsent('epochs/2', Buffer.from('mine'))).rejects.toThrow();
  expect(String(await store.get('epochs/2'))).toBe('mine');
});
