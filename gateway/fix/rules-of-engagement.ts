/**
 * The rules of engagement: what a broker's FIX engineer must know to build against this venue, as Markdown. A pure function of the tables
 * and of what the encoder and the door make of them; only the sentences are written by hand (engagement/prose.ts, notes.ts).
 */
import type { dialects } from './dialect/versions.js';
import { executionsTable } from './engagement/executions.js';
import { list, sections, table } from './engagement/markdown.js';
import { envelopeSection, messageSection, overview, typesOf } from './engagement/messages.js';
import { CONVENTIONS, OWN_TAGS, SESSION, versionsTable } from './engagement/prose.js';
import { componentRows } from './engagement/quiet.js';
import { businessTable, endsTable, massCancelTable, refusalsTable, rejectsTable } from './engagement/reasons.js';
import { valuesText } from './engagement/values.js';
import { each, labelOf, merged, nameOf, typeOf, VERSIONS } from './engagement/versions.js';

/** Where it lies in the repository. */
export const RULES_FILE = 'gateway/fix/RULES-OF-ENGAGEMENT.md';

export function rulesOfEngagement(): string {
  const text = sections(
    '# FIX: rules of engagement',
    'Made from the tables that check and write every message (`dialect/`) by `npm run rules-of-engagement`; not to be edited.',
    '## Versions',
    versionsTable(),
    CONVENTIONS,
    '### Differences between them',
    differencesTable(),
    '## Messages',
    list([
      `You send ${overview('in')}.`,
      `The venue sends ${overview('out')}.`,
      `Both send ${overview('both')}.`,
      'Other messages of a version are answered with a BusinessMessageReject (380=3), those that it does not have with a Reject (373=11).',
    ]),
    '## Session',
    SESSION,
    '## Header and trailer',
    envelopeSection(),
    '## Messages both sides send',
    ...typesOf('both').map(messageSection),
    '## Messages you send',
    ...typesOf('in').map(messageSection),
    '## Messages the venue sends',
    ...typesOf('out').map(messageSection),
    '## ExecutionReport: what is sent when',
    executionsTable(),
    reasonSections(),
    '## Our own fields',
    ownTable(),
    '## Components',
    'What the names in the lists above stand for.',
    table(['component', 'fields'], componentRows()),
  );
  return `${text}\n`;
}

function reasonSections(): string {
  return sections(
    '## Reasons',
    'Why an order (103), a cancel or a replace (102) is refused. Text says it in the same words in all versions; where one has no code of its own, it says Other.',
    refusalsTable(),
    'Why a mass cancel is refused (532).',
    massCancelTable(),
    'Why an order that was accepted has ended, or is smaller: in Text alone. A cancel that its own session asked for has none.',
    endsTable(),
    '## Rejects',
    'A Reject has 45, 371, 372, 373 as far as the version has them, and uses up the number of the message.',
    rejectsTable(),
    businessTable(),
  );
}

/** What the traits of a dialect mean for who reads its reports. */
function differencesTable(): string {
  const code = (n: number) => String.fromCharCode(n);
  const rows: [string, ReturnType<typeof each<string>>][] = [
    [
      'ExecTransType (20)',
      each(({ traits }) => (traits.execTransType ? 'in each report; 1 bust, 2 correction, 3 status' : '–')),
    ],
    ['ExecType (150) of a fill', each(({ traits }) => (traits.execTransType ? '1 or 2, as OrdStatus' : 'F'))],
    ['ExecType (150) of a triggered stop', each(({ traits }) => code(traits.triggered))],
    [
      "the trade's id of a fill",
      each(({ traits }) => (traits.tradeIdTag === 0 ? 'Text (58): `trade epoch-counter`' : `${traits.tradeIdTag}`)),
    ],
    ['displayed quantity, in reports', each(({ traits }) => `${traits.displayQtyTag}`)],
    [
      'self-trade prevention, in reports',
      each(({ traits }) => (traits.selfMatchPrevention ? '2362, 2964 (else 8000)' : '7928, 8000')),
    ],
    ['fields required of an order', each(requiredOf('D'))],
  ];
  const head = ['', ...VERSIONS.map((version) => labelOf[version])];
  return table(
    head,
    rows.map(([what, texts]) => [what, ...VERSIONS.map((version) => texts[version])]),
  );
}

function requiredOf(msgType: string): (dialect: (typeof dialects)['42']) => string {
  return ({ messages }) => {
    const { body } = messages.find((message) => message.msgType === msgType)!;
    return body!.tags.filter((tag) => body!.required.includes(tag)).join(' ');
  };
}

function ownTable(): string {
  const rows = Object.entries(OWN_TAGS).map(([key, meaning]) => {
    const tag = Number(key);
    const places = each(({ messages }) =>
      messages
        .filter(({ body }) => body?.tags.includes(tag))
        .map(({ msgType }) => msgType)
        .join(' '),
    );
    return [key, nameOf(tag), typeOf(tag), merged(places), valuesText(tag), meaning];
  });
  return table(['tag', 'field', 'type', 'in', 'values', 'meaning'], rows);
}
