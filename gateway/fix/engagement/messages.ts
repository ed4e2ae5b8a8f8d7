/** A section for each message: its fields over all versions, and what has no effect. */
import { type Body, readBody } from '../dialect/body.js';
import { heeded, written } from '../dialect/heeded.js';
import type { Direction } from '../dialect/tables.js';
import { dialects } from '../dialect/versions.js';
import { sections, table } from './markdown.js';
import { fieldNote, messageNotes } from './notes.js';
import { quietText } from './quiet.js';
import { partRows, type Row, rowsOf } from './rows.js';
import { valuesText } from './values.js';
import { labelOf, messagesOf, nameOf, typeOf, VERSIONS } from './versions.js';

const MEANING = 'values; meaning';
const HEAD = ['tag', 'field', 'type', ...VERSIONS.map((version) => labelOf[version])];

/** `NewOrderSingle (D), …`, of those that a side sends. */
export function overview(direction: Direction): string {
  return typesOf(direction)
    .map((msgType) => `${dialects['50'].messages.find((m) => m.msgType === msgType)!.name} (${msgType})`)
    .join(', ');
}

/** MsgTypes by who sends them, in the order of the newest version's tables. */
export function typesOf(direction: Direction): string[] {
  const all = dialects['50'].messages.filter((m) => m.direction === direction && m.body !== null);
  return all.map(({ msgType }) => msgType);
}

export function messageSection(msgType: string): string {
  const messages = messagesOf(msgType);
  const { name, direction } = messages['50'] ?? messages['44'] ?? messages['42']!;
  const title = `### ${name} (${msgType})`;
  const note = messageNotes[msgType] ?? '';
  if (direction === 'out') {
    const rows = rowsOf(messages, null).map((row) => cells(row, msgType, 'out'));
    return sections(title, note, table([...HEAD, MEANING], rows));
  }
  const read = readBody(heeded[msgType] ?? '', {});
  const told = readBody(direction === 'both' ? written[msgType] : '', {});
  const shown: Body = { tags: [...read.tags, ...told.tags], required: [], groups: read.groups };
  const rows = rowsOf(messages, shown);
  const isBoth = direction === 'both';
  const lines = rows.map((row) => {
    const line = cells(row, msgType, direction as Direction);
    return isBoth ? line.toSpliced(-1, 0, usedText(row, read, told)) : line;
  });
  const head = isBoth ? [...HEAD, 'used', MEANING] : [...HEAD, MEANING];
  return sections(title, note, table(head, lines), quietText(messages, shown));
}

/** Header and trailer, which all messages have. */
export function envelopeSection(): string {
  const rows = [...partRows((v) => dialects[v].header), ...partRows((v) => dialects[v].trailer)];
  return table(
    [...HEAD, MEANING],
    rows.map((row) => cells(row, 'envelope', 'both')),
  );
}

function cells(row: Row, msgType: string, direction: Direction): string[] {
  const { tag, depth, presence } = row;
  const name = `${'· '.repeat(depth)}${nameOf(tag)}`;
  return [`${tag}`, name, typeOf(tag), ...VERSIONS.map((v) => presence[v]), meaningOf(row, msgType, direction)];
}

function meaningOf({ tag, isShown, presence, condition }: Row, msgType: string, direction: Direction): string {
  const note = fieldNote(msgType, tag, direction);
  if (note.startsWith('→')) return note.slice(1).trim();
  const isNeeded = VERSIONS.some((version) => presence[version] === 'c');
  const parts = [valuesText(tag), isShown ? note : 'no effect', isNeeded ? `required with ${condition}` : ''];
  return parts.filter((text) => text !== '').join('; ');
}

function usedText({ tag }: Row, read: Body, told: Body): string {
  const ways = [read.tags.includes(tag) ? 'in' : '', told.tags.includes(tag) ? 'out' : ''];
  return ways.filter((way) => way !== '').join(', ');
}
