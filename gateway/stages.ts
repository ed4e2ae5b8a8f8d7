/**
 * Builds each stage on the thread that hosts it, from the shared memory, the configuration and what was recovered.
 * Heavy libraries are loaded only by the thread that needs them.
 */
import { setTimeout } from 'node:timers/promises';
import { Directory } from '../engine/directory.js';
import type { Engine } from '../engine/engine.js';
import { LogWriter } from '../engine/log.js';
import { Level } from '../engine/progress.js';
import { RingConsumer, RingProducer } from '../engine/ring.js';
import { Sequencer } from '../engine/sequencer.js';
import { FollowerStage } from '../journal/follower.js';
import { JournalStage } from '../journal/journal-stage.js';
import { SegmentPreparer } from '../journal/preparer.js';
import { MarketDataStage } from '../marketdata/stage.js';
import { Calendar } from './calendar.js';
import { ROLES, type Role } from './config-sessions.js';
import type { StageName } from './layouts.js';
import { authority } from './loopback.js';
import { Door, LogConsumer } from './memory.js';
import { Parts } from './parts.js';
import { defineConfigured, startEpoch } from './reference-data.js';
import { isOpenToWeb } from './session-definitions.js';
import type { Built, ThreadContext } from './thread.js';
import type { TlsTerms } from './tls/listener.js';

/** How long the counterparties of a stopping FIX door may take to answer its Logout. */
const GOODBYE_MS = 2000;

/** Where the doors listen: `host:port` and URLs. */
export interface Addresses {
  fix?: string;
  /** More ports for FIX, each for some roles. */
  fixListeners?: { address: string; roles: readonly Role[] }[];
  http?: string;
  admin?: string;
}

/** Builds the stages in the order given, which is the order in which they work. */
export async function buildStages(
  names: readonly StageName[],
  context: ThreadContext,
  engine: Engine | null,
): Promise<{ built: Built[]; addresses: Addresses }> {
  const built: Built[] = [];
  const addresses: Addresses = {};
  for (const name of names) built.push(await builders[name](new Parts(context, engine), addresses));
  return { built, addresses };
}

/** What the FIX port needs to speak TLS; undefined where it does not. */
async function openTls({ config, clock, logger }: ThreadContext): Promise<TlsTerms | undefined> {
  if (config.fixTls === null) return undefined;
  const { TlsCredentials } = await import('./tls/credentials.js');
  const { tlsHandshakeMs: handshakeMs, tlsReloadMs: reloadMs } = config.limits;
  const credentials = await TlsCredentials.open({ config: config.fixTls, reloadMs, logger });
  return { credentials, handshakeMs, onRefused: (line) => logger.warn(`FIX: ${line}`), clock };
}

type Builder = (parts: Parts, addresses: Addresses) => Built | Promise<Built>;

const builders: Readonly<Record<StageName, Builder>> = {
  engine(parts) {
    const { config, memory, clock, seeds } = parts.context;
    const { progress, stats, safeBells } = parts;
    const engine = parts.engine!;
    const log = new LogWriter(memory.log, [parts.bellOf('journal')]);
    engine.out = log;
    progress.reach(Level.memory, seeds.end.seq, []);
    progress.reach(Level.disk, seeds.end.seq, []);
    progress.journalRoom = true;
    const [fix, web, operators] = [memory.inputs.fix, memory.inputs.web, memory.inputs.admin].map(
      (ring) => new RingConsumer(ring, 0),
    );
    const inputs = [fix, web];
    const { maxUnsafeMs, onUnsafe } = config;
    const bells = safeBells;
    const stage = new Sequencer({ engine, log, inputs, operators, progress, clock, stats, bells, maxUnsafeMs, onUnsafe });
    startEpoch(stage, engine, config, seeds.end.frameCrc);
    defineConfigured(stage, engine, config, clock.nowUs());
    return { stage };
  },

  journal(parts) {
    const { config, clock, seeds } = parts.context;
    const { disk, shared, progress, stats } = parts;
    const stage = new JournalStage({
      disk,
      dataDir: config.dataDir,
      segmentBytes: config.segmentBytes,
      shared,
      start: seeds.end,
      reader: parts.log(LogConsumer.journal, 'none'),
      progress,
      clock,
      stats,
      bells: parts.durableBells,
    });
    return { stage };
  },

  preparer(parts) {
    const { config, clock } = parts.context;
    const { disk, shared, progress } = parts;
    const { dataDir, segmentBytes } = config;
    const bells = [parts.bellOf('engine')];
    return { stage: new SegmentPreparer({ disk, dataDir, segmentBytes, shared, progress, clock, bells }) };
  },

  follower(parts) {
    const { config, clock, seeds } = parts.context;
    const { disk, shared, stats } = parts;
    const { dataDir, snapshotEveryCommands } = config;
    const { position, frameCrc } = seeds.end;
    const { snapshot, resendIndex, recovered } = seeds;
    const start = { position, frameCrc, snapshot, resendIndex, snapshotSeq: recovered.snapshotSeq };
    return { stage: new FollowerStage({ disk, dataDir, shared, stats, clock, everyCommands: snapshotEveryCommands, start }) };
  },

  async marketData(parts) {
    const { config, memory, clock, seeds, logger } = parts.context;
    const { stats } = parts;
    const options = {
      log: parts.log(LogConsumer.marketData, 'safe'),
      directory: new Directory(seeds.directory),
      books: seeds.books,
      mic: config.mic,
      feed: new RingProducer(memory.feed, parts.feedBells),
      requests: [new RingConsumer(memory.requests.web, 0), new RingConsumer(memory.requests.fix, 0)],
      clock,
      stats,
    };
    if (config.nats === null) return { stage: new MarketDataStage({ ...options, publisher: null }) };
    const { NatsPublisher } = await import('../marketdata/nats.js');
    const onChange = (error: Error | null) =>
      error
        ? logger.warn(`NATS is not reachable, trading goes on without it: ${error.message}`)
        : logger.info('NATS is connected');
    const publisher = new NatsPublisher({ url: config.nats, stats, onChange });
    const stage = new MarketDataStage({ ...options, publisher });
    publisher.start(stage);
    return { stage, close: () => publisher.stop() };
  },

  async mirror(parts) {
    const { config, clock, kick, logger, seeds } = parts.context;
    if (config.mirror === null) return { stage: { name: 'mirror', work: () => 0 } };
    const { openMirror } = await import('../journal/mirror/open.js');
    const { disk, shared, progress, stats, safeBells } = parts;
    const stage = await openMirror(config.mirror, {
      disk,
      dataDir: config.dataDir,
      segmentBytes: config.segmentBytes,
      durableSeq: seeds.end.seq,
      follow: shared,
      progress,
      bells: safeBells,
      stats,
      clock,
      kick,
      log: (line) => logger.warn(line),
    });
    return { stage, close: () => stage.close() };
  },

  async fix(parts, addresses) {
    const { config, clock, logger, kick } = parts.context;
    const { progress, stats } = parts;
    const { FixDoor } = await import('./fix/acceptor.js');
    const { warmUpCodec } = await import('./fix/warmup.js');
    const { NodeNet } = await import('./net.js');
    warmUpCodec();
    const tls = await openTls(parts.context);
    const door = new FixDoor({
      config,
      net: new NodeNet(),
      clock,
      logger,
      stats,
      progress,
      ...parts.outbox(),
      reader: parts.log(LogConsumer.fix, 'admin'),
      commands: parts.commands('fix'),
      feed: parts.feed('fix'),
      door: Door.fix,
      kick,
    });
    const fixHost = config.fixHost ?? config.host;
    const { host, port } = await door.listen(fixHost, config.fixPort, ROLES, tls);
    addresses.fix = authority(host, port);
    addresses.fixListeners = [];
    for (const listener of config.fixListeners) {
      const at = await door.listen(listener.host ?? fixHost, listener.port, listener.roles, listener.tls ? tls : undefined);
      addresses.fixListeners.push({ address: authority(at.host, at.port), roles: listener.roles });
    }
    parts.context.sessions.subscribe((sessions) => {
      door.configure(sessions);
      void tls?.credentials.reload();
    });
    const drain = () => Promise.race([door.drain(), setTimeout(GOODBYE_MS, undefined, { ref: false })]);
    const close = () => {
      tls?.credentials.close();
      return door.close();
    };
    return { stage: door, drain, close };
  },

  async web(parts, addresses) {
    const { config, clock, kick } = parts.context;
    const { progress, stats } = parts;
    const { WebDoor } = await import('./web/door.js');
    const door = new WebDoor({
      mic: config.mic,
      compId: config.compId,
      sessions: config.sessions?.filter(isOpenToWeb) ?? null,
      limits: config.limits,
      door: Door.web,
      commands: parts.commands('web'),
      ...parts.feed('web'),
      log: parts.log(LogConsumer.web, 'admin'),
      ...parts.outbox(),
      progress,
      stats,
      clock,
      kick,
    });
    parts.context.sessions.subscribe((sessions) => door.configure(sessions?.filter(isOpenToWeb) ?? null));
    const { host, port } = await door.listen(config.host, config.httpPort);
    addresses.http = `http://${authority(host, port)}`;
    return { stage: door, drain: async () => door.close() };
  },

  async admin(parts, addresses) {
    const { config, clock, kick, seeds } = parts.context;
    const { progress, stats } = parts;
    const { AdminDoor } = await import('./admin/door.js');
    const door = new AdminDoor({
      mic: config.mic,
      door: Door.admin,
      commands: parts.commands('admin'),
      log: parts.log(LogConsumer.admin, 'safe'),
      directory: new Directory(seeds.directory),
      levels: config.mirror === null ? ['memory', 'disk'] : ['memory', 'disk', 'mirror'],
      operators: config.admin.operators,
      bustNeedsApproval: config.admin.bustNeedsApproval,
      approvalMs: config.admin.approvalMs,
      calendar: config.calendar === null ? null : new Calendar(config.calendar),
      compId: config.compId,
      sessions: parts.context.sessionSource,
      progress,
      stats,
      clock,
      kick,
    });
    const { host, port } = await door.listen('127.0.0.1', config.adminPort);
    addresses.admin = `http://${authority(host, port)}`;
    return { stage: door, drain: () => door.close() };
  },
};
