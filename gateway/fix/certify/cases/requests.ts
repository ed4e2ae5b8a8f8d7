/** Requests about many orders or none: mass cancel, mass status, lists, reference data, and what the venue does not take. */
import { alive, type Case, expect, expectAll, expectOneOf, logon, pattern, type Step, send } from '../case.js';
import { buy, isNew } from './orders.js';

const twoOpen: readonly Step[] = [logon(), buy('{a}'), isNew('{a}'), buy('{b}', '{qty}', '44={lower}'), isNew('{b}')];
const bothCanceled = ['11={a}|150=4|39=4|151=0', '11={b}|150=4|39=4|151=0'].map((fields) => pattern('8', fields));

export const requestCases: readonly Case[] = [
  {
    id: 'mass-cancel.all',
    proves: 'a mass cancel of all orders cancels each and is reported',
    optional: ['42'],
    needs: 'market',
    steps: [
      ...twoOpen,
      send('q', '11={c}|530=7|60={now}'),
      expectAll([...bothCanceled, pattern('r', '11={c}|37=*|530=7|531=7')]),
    ],
  },
  {
    id: 'mass-cancel.symbol',
    proves: 'a mass cancel of the orders of a symbol cancels each and is reported',
    optional: ['42'],
    needs: 'market',
    steps: [
      ...twoOpen,
      send('q', '11={c}|530=1|55={symbol}|60={now}'),
      expectAll([...bothCanceled, pattern('r', '11={c}|530=1|531=1')]),
    ],
  },
  {
    id: 'mass-cancel.unknown-symbol',
    proves: 'a mass cancel for a symbol that is not listed is refused with a reason',
    optional: ['42'],
    steps: [logon(), send('q', '11={a}|530=1|55=NO.SUCH.SYMBOL|60={now}'), expect('r', '11={a}|531=0|532=*')],
  },
  {
    id: 'mass-cancel.no-symbol',
    proves: 'a mass cancel by symbol without one is refused',
    optional: ['42'],
    steps: [
      logon(),
      send('q', '11={a}|530=1|60={now}'),
      expectOneOf([pattern('j', '372=q|380=5'), pattern('3', '371=55|373=1'), pattern('r', '11={a}|531=0')]),
    ],
  },
  {
    id: 'mass-status.all',
    proves: 'an OrderMassStatusRequest brings a report of each open order, with their number',
    optional: true,
    needs: 'market',
    steps: [
      ...twoOpen,
      send('AF', '584={c}|585=7'),
      expectAll(['{a}', '{b}'].map((id) => pattern('8', `11=${id}|584={c}|150={status}|39=0|151={qty}|911=2`))),
      ...alive(),
    ],
  },
  {
    id: 'mass-status.symbol',
    proves: 'an OrderMassStatusRequest for a symbol brings a report of each of its open orders',
    optional: true,
    needs: 'market',
    steps: [
      ...twoOpen,
      send('AF', '584={c}|585=1|55={symbol}'),
      expectAll(['{a}', '{b}'].map((id) => pattern('8', `11=${id}|584={c}|150={status}|39=0`))),
      ...alive(),
    ],
  },
  {
    id: 'list.two',
    proves: 'a NewOrderList enters two orders, of which one cancels the other',
    optional: true,
    needs: 'market',
    steps: [
      logon(),
      send(
        'E',
        '66={l}|1385=1|394=3|68=2|73=2|' +
          [
            '11={a}|67=1|21=1|55={symbol}|54=1|60={now}|38={qty}|40=2|44={lower}|59=0',
            '11={b}|67=2|21=1|55={symbol}|54=2|60={now}|38={qty}|40=2|44={price}|59=0',
          ].join('|'),
      ),
      expectAll(['{a}', '{b}'].map((id) => pattern('8', `11=${id}|150=0|39=0|151={qty}`))),
      send('F', '41={a}|11={c}|55={symbol}|54=1|60={now}|38={qty}'),
      expectAll([pattern('8', '11={c}|41={a}|150=4|39=4'), pattern('8', '11={b}|150=4|39=4')]),
    ],
  },
  {
    id: 'reference.list',
    proves: 'a SecurityListRequest for all is answered by a list of symbols',
    optional: true,
    steps: [logon(), send('x', '320={a}|559=4'), expect('y', '320={a}|560=0|146=*|55=*')],
  },
  {
    id: 'reference.one',
    proves: 'a SecurityListRequest for a symbol is answered by that symbol',
    optional: true,
    needs: 'market',
    steps: [logon(), send('x', '320={a}|559=0|55={symbol}'), expect('y', '320={a}|560=0|55={symbol}')],
  },
  {
    id: 'reference.definition',
    proves: 'a SecurityDefinitionRequest for a symbol is answered by its definition',
    optional: true,
    needs: 'market',
    steps: [logon(), send('c', '320={a}|321=0|55={symbol}'), expect('d', '320={a}|55={symbol}')],
  },
  {
    id: 'reference.status',
    proves: 'a SecurityStatusRequest is answered by the state of the symbol',
    optional: true,
    needs: 'market',
    steps: [logon(), send('e', '324={a}|55={symbol}|263=0'), expect('f', '324={a}|55={symbol}|326=*')],
  },
  {
    id: 'reference.session',
    proves: 'a TradingSessionStatusRequest is answered by the state of the market',
    optional: true,
    steps: [logon(), send('g', '335={a}|263=0'), expect('h', '335={a}|336=*|340=*')],
  },
  {
    id: 'business.unsupported-type',
    proves:
      'a message of the version that the venue does not take is answered by a BusinessMessageReject: UnsupportedMessageType',
    steps: [logon(), send('6', '23={a}|28=N|55={symbol}|54=1|27=100'), expect('j', '45={next-1}|372=6|380=3'), ...alive()],
  },
];
