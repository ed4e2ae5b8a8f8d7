/** Logging on and out: what is accepted, what is refused, and that a session goes on where it was. */
import { alive, type Case, drop, ended, expect, logon, logout, open, send } from '../case.js';

export const logonCases: readonly Case[] = [
  {
    id: 'logon.accepted',
    proves: 'a Logon is answered by a Logon with the same HeartBtInt',
    steps: [logon(), logout(), open(), send('A', '{logon}'), expect('A', '34={expected}|98=0|108=30'), ...alive()],
  },
  {
    id: 'logon.application-version',
    proves: 'the answer to a Logon of FIXT.1.1 has DefaultApplVerID',
    versions: ['50'],
    steps: [logon(), logout(), open(), send('A', '{logon}'), expect('A', '1137=9')],
  },
  {
    id: 'logon.numbers-go-on',
    proves: 'after a Logout and another Logon both sides go on with the next numbers',
    steps: [logon(), ...alive('{a}'), logout(), open(), send('A', '{logon}'), expect('A', '34={expected}'), ...alive('{b}')],
  },
  {
    id: 'logon.after-a-lost-line',
    proves: 'after a connection that was cut, the session can be logged on to, and its numbers go on',
    steps: [logon(), ...alive('{a}'), drop(), logon(), ...alive('{b}')],
  },
  {
    id: 'logon.reset',
    proves: 'a Logon with ResetSeqNumFlag begins both numbers at 1',
    needs: 'reset',
    steps: [
      logon(),
      ...alive('{a}'),
      logout(),
      open(),
      send('A', '{logon}|141=Y', { seq: '1', nextSeq: '2' }),
      expect('A', '34=1|141=Y'),
      ...alive('{b}'),
    ],
  },
  {
    id: 'logon.reset-within',
    proves: 'a Logon with ResetSeqNumFlag within a session begins both numbers at 1',
    needs: 'reset',
    steps: [
      logon(),
      ...alive('{a}'),
      send('A', '{logon}|141=Y', { seq: '1', nextSeq: '2' }),
      expect('A', '34=1|141=Y'),
      ...alive('{b}'),
    ],
  },
  {
    id: 'logon.first',
    proves: 'a connection that begins with anything but a Logon is ended, and its message not answered',
    steps: [open(), send('1', '112={a}', { counts: false }), ended()],
  },
  {
    id: 'logon.wrong-version',
    proves: 'a Logon in a version that is not spoken is not accepted',
    steps: [open(), send('A', '{logon}', { beginString: 'FIX.3.9', counts: false }), ended({ allow: '35' })],
  },
  {
    id: 'logon.no-application-version',
    proves: 'a Logon of FIXT.1.1 without DefaultApplVerID is not accepted',
    versions: ['50'],
    steps: [open(), send('A', '98=0|108=30{credentials}', { counts: false }), ended({ allow: '35' })],
  },
  {
    id: 'logon.wrong-target',
    proves: 'a Logon with another TargetCompID is not accepted',
    steps: [open(), send('A', '{logon}', { target: 'NOSUCHVENUE', counts: false }), ended({ allow: '35' })],
  },
  {
    id: 'logon.wrong-time',
    proves: 'a Logon whose SendingTime is ten minutes old is not accepted',
    steps: [open(), send('A', '{logon}', { sendingTimeS: -600, counts: false }), ended({ allow: '35' })],
  },
  {
    id: 'logon.garbled',
    proves: 'a Logon with a wrong CheckSum is not accepted',
    steps: [open(), send('A', '{logon}', { checkSum: 1, counts: false }), ended({ allow: '35' })],
  },
  {
    id: 'logon.encrypted',
    proves: 'a Logon with an EncryptMethod other than none is not accepted',
    steps: [open(), send('A', '98=2|108=30{version}{credentials}', { counts: false }), ended({ allow: '35' })],
  },
  {
    id: 'logon.number-too-low',
    proves: 'a Logon with a MsgSeqNum below the expected one is answered by a Logout that says so',
    steps: [
      logon(),
      ...alive(),
      logout(),
      open(),
      send('A', '{logon}', { seq: '1', counts: false }),
      expect('5', '58=*', { passing: [{ msgType: 'A', fields: '' }] }),
      ended(),
    ],
  },
  {
    id: 'logon.number-too-high',
    proves: 'a Logon with a MsgSeqNum above the expected one is accepted, and what is missing asked for',
    steps: [
      logon(),
      logout(),
      open(),
      send('A', '{logon}', { seq: '{next+5}', counts: false }),
      expect('A'),
      expect('2', '7={next}'),
      send('4', '123=Y|36={next+6}', { header: '43=Y|122={now}', nextSeq: '{next+6}' }),
      ...alive(),
    ],
  },
  {
    id: 'logon.next-expected',
    proves: 'with NextExpectedMsgSeqNum in the Logon, what is missing is sent again without being asked for',
    optional: true,
    versions: ['44', '50'],
    steps: [
      logon(),
      ...alive('{a}'),
      logout(),
      open(),
      send('A', '{logon}|789={expected-1}'),
      expect('A', '789={next}'),
      expect('4', '43=Y|123=Y|34={expected-2}|36=*'),
      ...alive('{b}'),
    ],
  },
  {
    id: 'logon.second',
    proves: 'a Logon over another connection does not end a live session',
    steps: [
      logon(),
      open('other'),
      send('A', '{logon}', { on: 'other', counts: false }),
      ended({ on: 'other', allow: '35' }),
      ...alive(),
    ],
  },
  {
    id: 'logout.answered',
    proves: 'a Logout is answered by a Logout',
    steps: [logon(), send('5', '58=bye'), expect('5')],
  },
];
