/** Messages that can be read and break a rule: a Reject names the tag and the reason, the number counts, and the session goes on. */
import { alive, type Case, ended, expect, type Faults, logon, type Step, send } from '../case.js';

const ORDER = '11={a}|21=1|55={symbol}|54=1|60={now}|38={qty}|40=2|44={price}';

const rejected = (id: string, proves: string, message: Step, reject: string): Case => ({
  id,
  proves,
  steps: [logon(), message, expect('3', `45={next-1}|${reject}`), ...alive('{z}')],
});

const endsSession = (id: string, proves: string, faults: Faults, reject: string): Case => ({
  id,
  proves,
  steps: [logon(), send('0', '', faults), expect('3', `45={next-1}|${reject}`), expect('5', '58=*'), send('5'), ended()],
});

export const rejectCases: readonly Case[] = [
  rejected(
    'reject.unknown-tag',
    'a tag that the version does not have is rejected by its number',
    send('1', '112={a}|9999=x'),
    '371=9999|373=0/2/3',
  ),
  rejected(
    'reject.tag-of-another-type',
    'a tag that the version has for other messages is rejected',
    send('1', '112={a}|55={symbol}'),
    '371=55|372=1|373=2',
  ),
  rejected('reject.missing-tag', 'a required tag that is missing is named', send('1'), '371=112|372=1|373=1'),
  rejected('reject.empty', 'a tag without a value is rejected', send('1', '112='), '371=112|373=4'),
  rejected(
    'reject.value',
    'a value that the tag does not have is rejected',
    send('D', `${ORDER.replace('54=1', '54=Z')}`),
    '371=54|372=D|373=5',
  ),
  rejected(
    'reject.format',
    'a quantity that is no number is rejected',
    send('D', ORDER.replace('{qty}', 'abc')),
    '371=38|372=D|373=6',
  ),
  rejected('reject.repeated-tag', 'a tag that comes twice is rejected', send('1', '112={a}|112={b}'), '371=112|373=13'),
  rejected(
    'reject.header-in-the-body',
    'a field of the header after the body began is rejected',
    send('1', '112={a}|50=DESK'),
    '371=50|373=14',
  ),
  rejected(
    'reject.group-count',
    'a repeating group with fewer entries than its count is rejected',
    send('D', `${ORDER}|78=2|79=X|80=5`),
    '371=78|373=16',
  ),
  rejected(
    'reject.group-order',
    'an entry of a repeating group that does not begin with its first field is rejected',
    send('D', `${ORDER}|78=1|80=5|79=X`),
    '373=15/16',
  ),
  rejected('reject.unknown-type', 'a MsgType that no version has is rejected', send('ZZ', '58=x'), '372=ZZ|373=11'),
  rejected(
    'reject.no-time',
    'a message without SendingTime is rejected',
    send('1', '112={a}', { sendingTimeS: null }),
    '371=52|373=1',
  ),
  endsSession('header.sender', 'another SenderCompID within a session is rejected and ends it', { sender: 'SOMEONE' }, '373=9'),
  endsSession('header.target', 'another TargetCompID within a session is rejected and ends it', { target: 'SOMEONE' }, '373=9'),
  endsSession(
    'header.time',
    'a SendingTime ten minutes off within a session is rejected and ends it',
    { sendingTimeS: 600 },
    '373=10',
  ),
  {
    id: 'header.version',
    proves: 'another BeginString within a session ends it',
    steps: [logon(), send('0', '', { beginString: 'FIX.4.3', counts: false }), expect('5', '58=*'), send('5'), ended()],
  },
];
