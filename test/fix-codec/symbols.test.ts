/** Instruments by the bytes of their symbol: found, replaced, and added without a look at those that are there. */
import { expect, test } from 'vitest';
import type { InstrumentInfo } from '../../engine/directory.js';
import { SymbolTable } from '../../gateway/fix/symbols.js';

const bytesOf = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const find = (table: SymbolTable, symbol: string) => table.find(bytesOf(`55=${symbol}`), 3, symbol.length);

/** An instrument that counts how often its symbol is read. */
function listed(symbol: string, index: number) {
  const reads = { count: 0 };
  const info = { index } as InstrumentInfo;
  Object.defineProperty(info, 'symbol', {
    get() {
      reads.count++;
      return symbol;
    },
  });
  return { info, reads };
}

test('each instrument is found by its symbol, and by nothing else', () => {
  const table = new SymbolTable();
  for (let i = 0; i < 200; i++) table.set(listed(`S${i}`, i).info);
  for (let i = 0; i < 200; i++) expect(find(table, `S${i}`)?.index).toBe(i);
  expect(find(table, 'S200')).toBeNull();
  expect(find(table, 'S')).toBeNull();
});

test('a new definition stands in place of the old', () => {
  const table = new SymbolTable();
  table.set(listed('A', 0).info);
  table.set(listed('B', 1).info);
  const again = listed('A', 0).info;
  table.set(again);
  expect(find(table, 'A')).toBe(again);
  expect(find(table, 'B')?.index).toBe(1);
});

test('adding an instrument looks at no other', () => {
  const table = new SymbolTable();
  const first = listed('S0', 0);
  table.set(first.info);
  const before = first.reads.count;
  for (let i = 1; i < 1000; i++) table.set(listed(`S${i}`, i).info);
  expect(first.reads.count).toBe(before);
});
