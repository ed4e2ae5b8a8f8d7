/** What the tables cannot say: how a session lives, and what is the same for all messages. */
import { ROUTE_MAX } from '../../../engine/routes.js';
import { limitsSchema } from '../../config.js';
import { list, sections, table } from './markdown.js';
import { each, labelOf, VERSIONS } from './versions.js';

const limits = limitsSchema.parse({});
const seconds = (ms: number) => `${ms / 1000} s`;

export function versionsTable(): string {
  const dictionaries = { '42': 'FIX42.xml', '44': 'FIX44.xml', '50': 'FIXT11.xml, FIX50SP2.xml' } as const;
  const rows = VERSIONS.map((version) => {
    const { beginString, applVerId } = each((dialect) => dialect)[version];
    return [labelOf[version], beginString, applVerId === '' ? '–' : applVerId, dictionaries[version]];
  });
  return table(['here', 'BeginString (8)', 'DefaultApplVerID (1137)', 'dictionaries, under /fix/ on the web door'], rows);
}

export const CONVENTIONS = list([
  'One port for all versions. A session speaks the version of its Logon, and may log on in another the next time: its numbers go on.',
  '`R` required, `c` required with the value of another field, `o` optional, `–` not in that version. Names are those of 5.0 SP2; older ones stand in brackets.',
  'Every field that a version has for a message is accepted, and checked for its place, format and values. What the venue does not act on has no effect; a field that the version does not have for the message is rejected (373=2), one that it does not know at all too (373=0).',
  'Prices and quantities are decimals without exponent or plus sign, on the grid of the instrument. Times are UTC.',
  'OrderID, ExecID and trade ids are `epoch-counter`, such as `3-41`: the epoch grows by one with each start of the venue.',
]);

export const SESSION = sections(
  list([
    `**Logon** comes first, within ${seconds(limits.fixLogonMs)} and ${limits.fixLogonBytes} bytes; else the connection is closed without a word, as it is after a Logon that cannot be taken (the reason is in the venue's log). With a MsgSeqNum too low, or a NextExpectedMsgSeqNum too high, it is answered and then logged out with the reason. Nothing is sent before the answer.`,
    'A second Logon of a session that is up is dropped; the first connection stays.',
    '**Numbers** live as long as the session, across connections and restarts of the venue: log on with the numbers that you had. They start again with 141=Y, or where the session was set up so, each day or at each Logon.',
    'MsgSeqNum too high: one ResendRequest for each gap; up to 256 messages ahead of their turn (64 KiB) are kept and need not come again. Too low without PossDupFlag: Logout with the reason.',
    `**Resend**: application messages and Rejects come again with 43=Y and 122, equal in all else but 9, 10, 52 and 369; other messages are gap-filled. At most ${limits.fixResendSpan} messages a request and ${limits.fixResendsPerSecond} requests a second: what is over that is not answered, so ask again. All that is sent again has ${limits.fixResendBytesPerSecond / 1e6} MB a second; what is new to the session comes after it.`,
    '**Garbled** messages (9, 10 or the first three fields wrong, a field that is not tag=value) are ignored and use no number: they come again through the gap. ' +
      `${limits.fixGarbledMessages} in a row end the session.`,
    `**Heartbeat** after HeartBtInt of silence; TestRequest after 1.2 times, the end after 2.4 times. SendingTime off by more than ${seconds(limits.fixSendingTimeMs)}, or another CompID: Reject (373=10, 373=9), then Logout.`,
    "**Logout** is answered, then the connection is closed. Of the venue's own, yours is awaited for up to 2 s.",
    "**Cancel on disconnect** follows every end but a Logout that you or the closing venue began: the session's open orders are cancelled after its grace time, unless it is back by then. 8013 on the Logon chooses.",
    `**Routing**: 50 comes back as 57, 142 as 143, 115 as 128, 116 as 129, 144 as 145, and the other way round, in ExecutionReports, OrderCancelRejects, OrderMassCancelReports, Rejects and BusinessMessageRejects. An answer has those of its request; what happens to an order later, and each report of a mass cancel, those of the request that gave the order its present ClOrdID. In a request about orders they are printable, and all together, as they come back (\`57=DESK7\` and its SOH), at most ${ROUTE_MAX} characters: else Reject (373=5). A Reject leaves out what is longer than 64.`,
    `**Limits**: messages of ${limits.fixMessageBytes} bytes and ${limits.fixFields} fields, groups of ${limits.fixGroupEntries} entries, tags of 5 digits, ${limits.messagesPerSecond} messages a second (each request beyond gets a BusinessMessageReject). Who does not read for ${seconds(limits.fixSlowConsumerMs)} is cut off; everything waits for the next Logon.`,
    '**A report leaves only once its transaction is as durable as the venue is set to**: a fill that was sent is never taken back by a crash.',
    '**PossResend** (97) has no effect of its own: an order whose ClOrdID was used is refused, so none is entered twice.',
  ]),
  'The figures are the defaults of the configuration.',
);

export const OWN_TAGS: Readonly<Record<number, string>> = {
  7928: "self-trade prevention: a number; orders of one group do not trade with one another. In place of the firm's group, for this order. 5.0 has 2362 for it, and the report there shows that",
  8000: "what happens where they would meet: the newer is cancelled, the older, both, or both are made smaller by the lesser quantity; or nothing. In place of the firm's mode. 5.0 has 2964 for the first three",
  8013: 'on a Logon: whether the orders of this session are cancelled when it is lost; in place of what the session was set up with',
  8014: 'Y: a post-only order (18=6 may be left out); where it would trade it is priced one tick short of the market, instead of refused',
  8015: 'Y on a mass cancel: the orders of all sessions of the firm, not of this session alone',
};
