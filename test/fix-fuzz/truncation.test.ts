/**
 * A message of each type, as short and as long as its version allows, cut after each of its bytes. Then comes the rest, or a new message
 * instead, or nothing more. `EVERY=1` takes each point of the long ones too, of which the suite takes a part.
 */
import { describe, expect, it } from 'vitest';
import { Cut, cases, points } from './cut.js';

const ADMINISTRATIVE = ['0', '1', '2', '3', '4', '5', 'A'];

/** The answer to the TestRequest of these tests. */
const TESTED = '0          T';

/** Cheaper than expect(), which is called a million times here. */
function must(n: number, what: string, got: unknown, expected: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(expected)) {
    throw new Error(`cut after ${n} bytes: ${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
  }
}

function withoutTested(answers: string[]): string[] {
  return answers.filter((answer) => answer !== TESTED);
}

describe.each(cases)('$beginString $type, the fields that are $variant', (one) => {
  const isRepeated = !ADMINISTRATIVE.includes(one.type);

  it('the rest comes: it is taken as if it had been whole', () => {
    const cut = new Cut(one).ready();
    const first = cut.next;
    const text = cut.message(first);
    const whole = cut.send(text).answers();
    expect(cut.next).toBe(first + 1);
    for (const n of points(text.length)) {
      cut.ready();
      const { next } = cut;
      const again = cut.message(next);
      must(n, 'before the rest', [cut.send(again.slice(0, n)).answers(), cut.next], [[], next]);
      must(n, 'with the rest', [cut.send(again.slice(n)).answers(), cut.next], [whole, next + 1]);
    }
  });

  it('a new message comes instead: the cut one is garbled, uses no number, and is recovered through the gap', () => {
    const cut = new Cut(one).ready();
    const text = cut.message(cut.next);
    const whole = cut.send(text).answers();
    for (const n of points(text.length)) {
      cut.ready();
      const { next } = cut;
      cut.send(cut.message(next).slice(0, n));
      let last = next + 1;
      let answers = cut.send(cut.message(last, '1', 'required')).answers();
      // the new message may have gone with the old one; whatever is sent, sooner or later the gap shows
      for (const end = next + 10 + text.length / 50; answers.length === 0 && last < end; ) {
        answers = cut.send(cut.message(++last, '0', 'required')).answers();
      }
      must(n, 'the gap is asked for', [answers, cut.next, cut.log.split('garbled').length - 1], [['2'], next, 1]);
      if (isRepeated) {
        // what has waited for it may be answered before it
        const again = cut.send(cut.again(next)).answers();
        must(n, 'what is sent again', withoutTested(again), withoutTested(whole));
      }
      cut.send(cut.gapFill(isRepeated ? next + 1 : next, last + 1));
      must(n, 'after the gap', [cut.answers(), cut.next], [[], last + 1]);
    }
  });

  it('nothing comes and the connection is lost: orders go or stay as configured, and the next Logon goes on', () => {
    const cuts = [new Cut(one, true), new Cut(one, false)];
    for (const n of points(cuts[0].ready().message(1).length)) {
      const cut = cuts[n % 2].ready();
      cut.send(cut.message(cut.next, 'D', 'required'));
      must(n, 'an order', [cut.answers().length, cut.openOrders], [1, 1]);
      const { next } = cut;
      cut.send(cut.message(next).slice(0, n)).disconnect();
      must(n, 'afterwards', [cut.answers(), cut.next, cut.openOrders], [[], next, n % 2]);
      cut.logOn();
      must(n, 'the next Logon', cut.send(cut.message(next + 1, '1', 'required')).answers(), [TESTED]);
      if (n % 2 === 1) cut.send(cut.message(next + 2, 'q', 'required'));
      must(n, 'orders', [cut.answers().length, cut.openOrders], [n % 2 === 1 ? 2 : 0, 0]);
    }
  });
});

describe.each(cases.filter(({ type }) => type === 'A'))(
  '$beginString: the first Logon, the fields that are $variant',
  (one) => {
    const { length } = new Cut(one).open().message(1);

    it('the rest comes: logged on', () => {
      const cut = new Cut(one).open();
      for (const n of points(length)) {
        const text = cut.connect().message(cut.next);
        must(n, 'before the rest', [cut.send(text.slice(0, n)).answers(), cut.isClosed], [[], false]);
        must(n, 'with the rest', cut.send(text.slice(n)).answers()[0]?.trim(), 'A');
        cut.disconnect();
      }
      expect(cut.next).toBe([...points(length)].length + 1);
    });

    it('another comes instead: nothing is said, no number is used, and the connection is closed', () => {
      const cut = new Cut(one).open();
      for (const n of points(length)) {
        const { next } = cut.connect();
        cut.send(cut.message(next).slice(0, n));
        cut.send(cut.message(next)).send(cut.message(next));
        must(n, 'afterwards', [cut.answers(), cut.isClosed, cut.next], [[], true, next]);
      }
      expect(cut.logOn().next).toBe(2);
    });

    it('nothing comes and the connection is lost: the next one logs on with the same number', () => {
      const cut = new Cut(one).open();
      for (const n of points(length)) {
        const { next } = cut.connect();
        must(n, 'afterwards', [cut.send(cut.message(next).slice(0, n)).disconnect().answers(), cut.next], [[], next]);
      }
      expect(cut.logOn().next).toBe(2);
    });
  },
);
