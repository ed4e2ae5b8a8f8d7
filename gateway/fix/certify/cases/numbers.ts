/** MsgSeqNums out of their order, PossDup, SequenceReset, and what the venue sends again. */
import { again, alive, type Case, ended, expect, logon, send } from '../case.js';
import { buy } from './orders.js';

/** The venue has said Logout and waits for ours. */
const parting = [expect('5', '58=*'), send('5'), ended()];

export const numberCases: readonly Case[] = [
  {
    id: 'numbers.too-high',
    proves: 'a gap in our numbers is asked for once, from the first that is missing, and closed by a gap fill',
    steps: [
      logon(),
      send('1', '112={a}', { seq: '{next+2}', counts: false }),
      expect('2', '7={next}|16=0/{next+1}/{next+2}'),
      send('4', '123=Y|36={next+3}', { header: '43=Y|122={now}', nextSeq: '{next+3}' }),
      send('1', '112={b}'),
      expect('0', '112={b}', { passing: [{ msgType: '0', fields: '112={a}' }] }),
    ],
  },
  {
    id: 'numbers.too-low',
    proves: 'a number below the expected one without PossDupFlag ends the session with a Logout that says so',
    steps: [logon(), send('0', '', { seq: '{next-1}', counts: false }), expect('5', '58=*'), ended()],
  },
  {
    id: 'numbers.none',
    proves: 'a message without MsgSeqNum ends the session with a Logout that says so',
    steps: [logon(), send('0', '', { seq: '', counts: false }), ...parting],
  },
  {
    id: 'numbers.too-low-again',
    proves: 'a number below the expected one with PossDupFlag is passed over, as it came before',
    steps: [logon(), send('1', '112={a}', { seq: '{next-1}', counts: false, header: '43=Y|122={now}' }), ...alive('{b}')],
  },
  {
    id: 'numbers.again-without-time',
    proves: 'PossDupFlag without OrigSendingTime is rejected',
    steps: [logon(), send('1', '112={a}', { header: '43=Y' }), expect('3', '45={next-1}|371=122|373=1'), ...alive()],
  },
  {
    id: 'numbers.again-from-the-future',
    proves: 'an OrigSendingTime after SendingTime is rejected and ends the session',
    steps: [logon(), send('1', '112={a}', { header: '43=Y|122={later}' }), expect('3', '45={next-1}|373=10'), ...parting],
  },
  {
    id: 'sequence-reset.gap-fill',
    proves: 'a gap fill moves the expected number on',
    steps: [logon(), send('4', '123=Y|36={next+5}', { nextSeq: '{next+5}' }), ...alive()],
  },
  {
    id: 'sequence-reset.gap-fill-lower',
    proves: 'a gap fill to a lower number is rejected',
    steps: [logon(), send('4', '123=Y|36={next-1}'), expect('3', '45={next-1}|373=5'), ...alive()],
  },
  {
    id: 'sequence-reset.gap-fill-ahead',
    proves: 'a gap fill ahead of its turn is no gap fill yet: what is missing before it is asked for',
    steps: [
      logon(),
      send('4', '123=Y|36={next+9}', { seq: '{next+3}', counts: false }),
      expect('2', '7={next}'),
      send('4', '123=Y|36={next+9}', { header: '43=Y|122={now}', nextSeq: '{next+9}' }),
      ...alive(),
    ],
  },
  {
    id: 'sequence-reset.reset',
    proves: 'a SequenceReset without GapFillFlag moves the expected number on, whatever its own',
    steps: [logon(), send('4', '36={next+10}', { seq: '{next+4}', nextSeq: '{next+10}' }), ...alive()],
  },
  {
    id: 'sequence-reset.reset-lower',
    proves: 'a SequenceReset to a lower number is rejected, and changes no number',
    steps: [logon(), send('4', '123=N|36={next-1}', { counts: false }), expect('3', '373=5'), ...alive()],
  },
  {
    id: 'resend.administrative',
    proves: 'a ResendRequest for session messages is answered by a gap fill over them',
    steps: [
      logon(),
      ...alive('{a}'),
      send('2', '7={expected-2}|16=0'),
      expect('4', '34={expected-2}|43=Y|123=Y|36={expected}'),
      ...alive('{b}'),
    ],
  },
  {
    id: 'resend.reports',
    proves: 'a ResendRequest brings reports again as they were, with gap fills over session messages between them',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}'),
      expect('8', '11={a}|150=0', { as: 'first', keep: { first: 34 } }),
      ...alive('{x}'),
      buy('{b}'),
      expect('8', '11={b}|150=0', { as: 'second' }),
      send('2', '7={first}|16=0'),
      again('first'),
      expect('4', '34={first+1}|43=Y|123=Y|36={first+2}'),
      again('second'),
      ...alive('{y}'),
    ],
  },
  {
    id: 'resend.range',
    proves: 'a ResendRequest with EndSeqNo brings no more than it asked for',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}'),
      expect('8', '11={a}|150=0', { as: 'first', keep: { first: 34 } }),
      buy('{b}'),
      expect('8', '11={b}|150=0'),
      send('2', '7={first}|16={first}'),
      again('first'),
      ...alive(),
    ],
  },
];
