/** Passwords, new passwords and signatures: in no line of the log, no answer, no record, whatever is done with the message that has them. */
import { expect, test } from 'vitest';
import { hashOf } from './support/credentials.js';
import { frame } from './support/peer.js';
import { World } from './support/world.js';

const SECRET = 'hunter2-hunter2';
const WRONG = 'not-hunter2-but';
const RAW = 'c2lnbmF0dXJlLW9mLWh1bnRlcjI=';
const NEW = 'hunter3-hunter3';
const password = await hashOf(SECRET);

/** Everything that a broker might do with them, well or badly. */
async function everything(world: World, beginString: string): Promise<string> {
  let answers = '';
  const secrets = (given: string) => `95=${RAW.length}|96=${RAW}|553=me|554=${given}`;
  const peer = (senderCompId = 'TW44', msgSeqNum = 1) => world.peer({ beginString, senderCompId, msgSeqNum });
  const body = beginString === 'FIXT.1.1' ? '98=0|108=30|1137=9' : '98=0|108=30';
  const attempts = [
    peer().send('A', `${body}|${secrets(WRONG)}`),
    peer('STRANGER').send('A', `${body}|${secrets(SECRET)}`),
    peer().send('A', `98=1|${body.slice(5)}|${secrets(SECRET)}`),
    peer().send('A', `${body}|${secrets(SECRET)}|554=${SECRET}`),
    peer().send('A', `${body}|${secrets(SECRET)}|925=${NEW}`),
    peer().send('A', `${body}|9999=${SECRET}|${secrets(SECRET)}`),
    peer().raw(
      peer()
        .message('A', `${body}|${secrets(SECRET)}`)
        .replace(/10=\d+/, '10=999'),
    ),
    peer().raw(frame(`35=A|${secrets(SECRET)}`, beginString)),
    peer().send('BE', `923=1|924=3|${secrets(SECRET)}|925=${NEW}`),
  ];
  await world.checked();
  const live = peer();
  live.send('A', `${body}|141=Y|${secrets(SECRET)}`);
  await world.checked();
  expect(live.next()?.type).toBe('A');
  // of a session that is up: in its turn, ahead of it, garbled, badly formed, reset
  live.send('A', `${body}|${secrets(SECRET)}`);
  live.send('BE', `923=1|924=3|553=me|554=${SECRET}|925=${NEW}`);
  live.send('D', `11=a|55=AAPL|54=1|554=${SECRET}|38=1|40=1`);
  live.sendAs(9, 'A', `${body}|${secrets(SECRET)}`);
  live.sendAs(8, 'BE', `923=1|924=3|554=${SECRET}|925=${NEW}`);
  live.send('4', '36=7|123=Y', '43=Y|122=20231114-22:13:20');
  live.raw(live.message('A', `${body}|${secrets(SECRET)}`).replace(/10=\d+/, '10=999'));
  live.msgSeqNum = 1;
  live.send('A', `${body}|141=Y|${secrets(SECRET)}`);
  live.send('1', '112=there');
  answers += [...attempts, live].map((each) => each.socket.received).join('');
  expect(answers).toContain('112=there');
  live.send('5');
  return answers;
}

test.each(['FIX.4.2', 'FIX.4.4', 'FIXT.1.1'])('of %s', async (beginString) => {
  const world = new World({ sessions: [{ credentials: { password } }] });
  const answers = await everything(world, beginString);
  const records = Buffer.from(world.logBytes).toString('latin1');
  expect(records).toContain('112=there');
  expect(world.logs.length).toBeGreaterThan(8);
  for (const secret of [SECRET, WRONG, NEW, RAW, password]) {
    expect([answers, world.logs.join('\n'), records].map((text) => text.includes(secret))).toEqual([false, false, false]);
  }
});

test('a message with a password that comes ahead of its turn is not kept, and comes again with the resend', async () => {
  const world = new World({ sessions: [{ credentials: { password } }] });
  const peer = world.peer().logon(`554=${SECRET}`);
  await world.checked();
  peer.all();
  peer.sendAs(3, 'BE', `923=1|924=3|553=me|554=${SECRET}`).sendAs(4, '1', '112=kept');
  expect(peer.summary(7, 16)).toEqual(['2 7=2 16=0']);
  peer.sendAs(2, '0', '', '43=Y|122=20231114-22:13:20');
  expect(peer.summary(45, 112)).toEqual([]);
  peer.sendAs(3, 'BE', `923=1|924=3|553=me|554=${SECRET}`, '43=Y|122=20231114-22:13:20');
  expect(peer.summary(45, 112)).toEqual(['j 45=3', '0 112=kept']);
});
