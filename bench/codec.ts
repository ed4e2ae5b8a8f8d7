/**
 * What a FIX message costs: our codec, jspurefix and QuickFIX C++ at the same messages, each in a process of its own, in turns within one run;
 * and what each message leaves on the JavaScript heap.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child.js';
import { CASES, type CaseName, type CodecAnswer, type CodecTask, isProof } from './codec/cases.js';
import { EXECUTION_BYTES, executionReport, newOrderSingle, samples, seqNumSum, VARIANTS } from './codec/messages.js';
import { readOptions } from './options.js';
import { compileQuickFix, LineProcess, QUICKFIX_MISSING } from './quickfix.js';
import { median, type Report } from './report.js';

export const usage =
  '[--runs 9] [--messages 200000] [--dictionary FILE]: what a FIX message costs, beside jspurefix and QuickFIX C++';

const ours: readonly CaseName[] = [
  ...(['parseExecution', 'checkExecution', 'parseOrder', 'checkOrder', 'commandOrder', 'encodeExecution'] as const),
];
const theirs: readonly CaseName[] = ['parseExecution', 'objectExecution', 'parseOrder', 'encodeExecution'];
/** Of jspurefix, which takes kilobytes a message: as many are enough. */
const THEIR_HEAP_MESSAGES = 100_000;
/** A youngest space that a stretch of messages fits into. */
const HEAP_OPTIONS = ['--min-semi-space-size=128', '--max-semi-space-size=128'];

/** One codec and its process. */
interface Peer {
  name: string;
  cases: readonly CaseName[];
  /** ns a message. */
  time(name: CaseName, messages: number): Promise<number>;
  stop(): Promise<void>;
}

interface Figure {
  medianNs: number;
  worstNs: number;
  heapBytes?: number;
}

export async function run(args: readonly string[]): Promise<Report> {
  const fix44 = createRequire(import.meta.url).resolve('jspurefix/data/FIX44.xml');
  const options = readOptions(args, { runs: 9, messages: 200_000, heapMessages: 1_000_000, dictionary: fix44 });
  const dir = mkdtempSync(join(tmpdir(), 'buttonwood-codec-'));
  try {
    const quickFix = startQuickFix(dir, options.dictionary);
    const peers = [
      nodePeer('buttonwood', 'ours', ours),
      nodePeer('jspurefix', 'jspurefix', theirs),
      ...(quickFix ? [quickFix] : []),
    ];
    const figures: Record<string, Partial<Record<CaseName, Figure>>> = {};
    try {
      for (const { name } of peers) figures[name] = {};
      await timeAll(peers, options.runs, options.messages, figures);
    } finally {
      for (const peer of peers) await peer.stop();
    }
    await heapOf('ours', ours, options.heapMessages, figures['buttonwood']);
    await heapOf('jspurefix', theirs, Math.min(options.heapMessages, THEIR_HEAP_MESSAGES), figures['jspurefix']);
    return report(options, figures, quickFix !== null);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** All peers take turns at each case, so that a busy minute of the machine does not fall on one of them; the first round compiles the code. */
async function timeAll(
  peers: readonly Peer[],
  runs: number,
  messages: number,
  figures: Record<string, Partial<Record<CaseName, Figure>>>,
): Promise<void> {
  for (const name of Object.keys(CASES) as CaseName[]) {
    const able = peers.filter((peer) => peer.cases.includes(name));
    const times = new Map<Peer, number[]>(able.map((peer) => [peer, []]));
    for (let run = -1; run < runs; run++) {
      for (const peer of able) {
        const ns = await peer.time(name, messages);
        if (run >= 0) times.get(peer)?.push(ns);
      }
    }
    for (const [peer, ns] of times) figures[peer.name][name] = { medianNs: median(ns), worstNs: Math.max(...ns) };
  }
}

function nodePeer(name: string, codec: string, cases: readonly CaseName[]): Peer {
  const child = Child.start('./peers/codec-child.js', [codec]);
  return {
    name,
    cases,
    time: async (name, messages) => {
      const answer = await ask(child, { name, messages, measure: 'time' });
      return 'ns' in answer ? answer.ns : Number.NaN;
    },
    stop: () => child.stop(),
  };
}

async function ask(child: Child, task: CodecTask): Promise<CodecAnswer> {
  child.send(task);
  const answer = await child.next<CodecAnswer>();
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}

async function heapOf(
  codec: string,
  cases: readonly CaseName[],
  messages: number,
  figures: Partial<Record<CaseName, Figure>>,
): Promise<void> {
  const child = Child.start('./peers/codec-child.js', [codec], HEAP_OPTIONS);
  try {
    for (const name of cases) {
      const answer = await ask(child, { name, messages, measure: 'heap' });
      const figure = figures[name];
      if (figure !== undefined && 'bytes' in answer) figure.heapBytes = answer.bytes;
    }
  } finally {
    await child.stop();
  }
}

/** null where it cannot be compiled. */
function startQuickFix(dir: string, dictionary: string): Peer | null {
  const binary = compileQuickFix('bench/peers/quickfix-codec.cpp');
  if (binary === null) return null;
  const files = [executionReport, newOrderSingle].map((kind) => {
    const file = join(dir, kind.name);
    writeFileSync(file, Buffer.concat(samples(kind).map(({ bytes }) => bytes)));
    return file;
  });
  const process = new LineProcess(binary, [...files, String(VARIANTS), dictionary]);
  return {
    name: 'QuickFIX C++',
    cases: ['parseExecution', 'checkExecution', 'parseOrder', 'checkOrder', 'encodeExecution', 'renderExecution'],
    time: async (name, messages) => {
      process.send(`${name} ${messages}`);
      const { ns, sum } = await process.next<{ ns: number; sum: number }>();
      if (!isProof(name, sum, messages, seqNumSum(messages))) throw new Error(`QuickFIX C++, ${name}: the sum is ${sum}`);
      return ns;
    },
    stop: () => process.stop(),
  };
}

function report(
  options: { runs: number; messages: number; heapMessages: number; dictionary: string },
  figures: Record<string, Partial<Record<CaseName, Figure>>>,
  hasQuickFix: boolean,
): Report {
  const names = Object.keys(CASES) as CaseName[];
  const cell = (figure: Figure | undefined) => (figure ? `${figure.medianNs.toFixed(0)} / ${figure.worstNs.toFixed(0)}` : '');
  const heap = (figure: Figure | undefined) => (figure?.heapBytes === undefined ? '' : figure.heapBytes.toFixed(1));
  const mine = figures['buttonwood'];
  const jspurefix = figures['jspurefix'];
  const quickFix = figures['QuickFIX C++'] ?? {};
  return {
    name: 'codec',
    method: [
      `${VARIANTS} ExecutionReports of ${EXECUTION_BYTES} bytes and as many NewOrderSingles, FIX 4.4, the same for all; each codec is a process of its own and finds`,
      `every field of every message, or writes it, before the clock starts. ${options.messages} messages a run, the codecs taking turns at each case; the first run is not`,
      `counted: median and worst of ${options.runs}, in CPU time of the process, so that it does not matter who else had a core (collections count). Each reads MsgSeqNum of each message and verifies BodyLength and CheckSum (jspurefix: does not refuse by them here).`,
      'Ours: bytes through the buffer of a connection; the encoder starts from the event record. jspurefix: its parser to a view, its transmitter from an object. QuickFIX',
      'C++: setString into one message, DataDictionary::validate, fields set one by one and toString. Heap: growth between collections over',
      `${options.heapMessages} messages (jspurefix: ${Math.min(options.heapMessages, THEIR_HEAP_MESSAGES)}), those between which there was one left out.`,
      ...(hasQuickFix ? [] : [`QuickFIX C++ was left out. ${QUICKFIX_MISSING}`]),
    ],
    options,
    figures,
    tables: [
      {
        title: `ns of CPU time a message: median / worst of ${options.runs} runs`,
        columns: ['', 'buttonwood', 'jspurefix', hasQuickFix ? 'QuickFIX C++' : 'QuickFIX C++ (no compiler)'],
        rows: names.map((name) => [CASES[name], cell(mine[name]), cell(jspurefix[name]), cell(quickFix[name])]),
      },
      {
        title: 'bytes of JavaScript heap a message',
        columns: ['', 'buttonwood', 'jspurefix'],
        rows: names
          .filter((name) => mine[name] ?? jspurefix[name])
          .map((name) => [CASES[name], heap(mine[name]), heap(jspurefix[name])]),
      },
    ],
  };
}
