/**
 * The notation of a version's tables (fix42.ts, fix44.ts, fix50sp2.ts); dialect.ts compiles them.
 *
 * The body of a message or component is a list of tags: `11!` is required, `453{448 447}` a repeating group with its count field,
 * delimiter and members (`448!`: in each entry), `<Name>` stands for a component. A tag given again with `!` becomes required.
 * In lists of tags `1505-1616` stands for all from one to the other.
 */

/** The versions of FIX that a session may speak; 50 is FIX 5.0 SP2 over FIXT.1.1. */
export type Version = '42' | '44' | '50';

/** Who sends a message: the counterparty, the venue, or both. */
export type Direction = 'in' | 'out' | 'both';

export interface VersionTables {
  header: string;
  trailer: string;
  components: Readonly<Record<string, string>>;
  /** By MsgType. What comes in is given in full, with all fields that the version has for it; what goes out, as the venue writes it. */
  messages: Readonly<Record<string, readonly [direction: Direction, name: string, body: string]>>;
  /** MsgTypes of the version that the venue does not take; their bodies are not checked beyond the fields themselves. */
  otherMessages: string;
  /** The version defines the tags 1 to lastTag but for undefinedTags. */
  lastTag: number;
  undefinedTags: string;
  /** MsgType: tags that it may have here beyond what the version defines for it: of later versions, and the venue's own. */
  ownFields: Readonly<Record<string, string>>;
  /** Names of this version that are not those of fields.ts, and types: `22 IDSource, 327 HaltReasonChar char`. */
  names?: string;
}

/** What a version says in another way than the others: for the encoder and the readers. */
export interface Traits {
  /** FIX 4.2: ExecTransType(20) in each ExecutionReport; a fill is ExecType(150) 1 or 2, a status is the OrdStatus. */
  readonly execTransType: boolean;
  /** ExecType(150) of a stop that was triggered: L where the version has it, else D (Restated). */
  readonly triggered: number;
  /** Where a fill carries the trade's id; 0: in Text(58). */
  readonly tradeIdTag: number;
  /** What an iceberg displays: MaxFloor(111) or DisplayQty(1138). */
  readonly displayQtyTag: number;
  /** Self-trade prevention as SelfMatchPreventionID(2362) and -Instruction(2964). */
  readonly selfMatchPrevention: boolean;
}

/** `…` as single tags. */
export function tagsOf(text: string): number[] {
  return wordsOf(text).flatMap((word) => {
    const [from, to = from] = word.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
