/** That a silent line is noticed: TestRequests, Heartbeats, and the end. These cases wait for real time to pass. */
import { alive, type Case, ended, expect, logon, send } from '../case.js';

export const heartbeatCases: readonly Case[] = [
  {
    id: 'heartbeat.test-request',
    proves: 'a TestRequest is answered by a Heartbeat with its TestReqID',
    steps: [logon(), send('1', '112={a}'), expect('0', '112={a}')],
  },
  {
    id: 'heartbeat.interval',
    proves: 'the venue sends a Heartbeat when it has said nothing for HeartBtInt',
    steps: [logon({ heartBtInt: 'beat' }), expect('0', '!112', { beats: [0.5, 4] })],
  },
  {
    id: 'heartbeat.asked',
    proves: 'our silence is answered by a TestRequest; our Heartbeat with its TestReqID keeps the session',
    steps: [
      logon({ heartBtInt: 'beat' }),
      expect('1', '112=*', { beats: [0.5, 6], keep: { asked: 112 } }),
      send('0', '112={asked}'),
      ...alive(),
    ],
  },
  {
    id: 'heartbeat.silence',
    proves: 'a TestRequest that is not answered ends the connection',
    steps: [logon({ heartBtInt: 'beat' }), expect('1', '112=*', { beats: [0.5, 6] }), ended({ allow: '015', beats: 8 })],
  },
];
