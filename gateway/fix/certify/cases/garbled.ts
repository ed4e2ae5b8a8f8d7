/** Messages that cannot be read: they are ignored, and their numbers are not used. */
import { alive, bytes, type Case, type Faults, logon, send } from '../case.js';

/** A TestRequest with a fault is not answered; the same number then counts. */
const ignored = (id: string, proves: string, faults: Faults): Case => ({
  id,
  proves,
  steps: [logon(), send('1', '112={a}', { ...faults, counts: false }), ...alive('{b}')],
});

export const garbledCases: readonly Case[] = [
  ignored('garbled.check-sum', 'a message with a wrong CheckSum is ignored and uses no number', { checkSum: 1 }),
  ignored('garbled.body-length-short', 'a message with a BodyLength too short is ignored and uses no number', {
    bodyLength: -1,
  }),
  ignored('garbled.order', 'a message whose MsgType comes before its BodyLength is ignored and uses no number', {
    typeFirst: true,
  }),
  {
    id: 'garbled.body-length-long',
    proves: 'a message with a BodyLength too long is ignored; what it takes with it is asked for again',
    steps: [
      logon(),
      // its end points into the next message, which may go with it: numbers then go on with a gap
      send('1', '112={a}', { bodyLength: 5, counts: false }),
      send('0'),
      send('1', '112={b}'),
      ...alive('{c}').slice(0, 1),
      { do: 'expect', all: [[{ msgType: '0', fields: '112={c}' }]], passing: [{ msgType: '0', fields: '112={b}' }] },
    ],
  },
  {
    id: 'garbled.junk',
    proves: 'bytes between messages are passed over',
    steps: [logon(), bytes('these are no fields\n'), ...alive()],
  },
];
