/**
 * The process of all brokers: opens their FIX sessions, sends orders as they fall due, and reports once a quarter second. It ends
 * when it is told to, or when the demo is gone.
 */
import { build, initWebAssembly } from 'hdr-histogram-js';
import { Crowd } from './crowd.js';
import type { BrokersTask, FromBrokers, ToBrokers } from './messages.js';

const TURN_MS = 1;
const STATUS_MS = 250;
const JUDGE_MS = 1000;

function tell(message: FromBrokers): void {
  if (process.connected) process.send?.(message);
}

async function start(task: BrokersTask): Promise<void> {
  await initWebAssembly();
  const latency = build({
    useWebAssembly: true,
    bitBucketSize: 64,
    highestTrackableValue: 600e6,
    numberOfSignificantValueDigits: 3,
  });
  const crowd = new Crowd(task, latency, (text) => tell({ type: 'notice', text }));
  await crowd.logOn();
  tell({ type: 'ready', resumed: crowd.resumed });
  const timers = [
    setInterval(() => crowd.turn(performance.now()), TURN_MS),
    setInterval(() => tell({ type: 'status', status: crowd.status() }), STATUS_MS),
    setInterval(() => crowd.judge(performance.now()), JUDGE_MS),
  ];
  stop = async () => {
    for (const timer of timers) clearInterval(timer);
    await crowd.logOut();
    if (orphaned) {
      for (const pid of task.orphans) process.kill(pid, 'SIGTERM');
      process.exit(0);
    }
    process.send?.({ type: 'stopped', status: crowd.status() } satisfies FromBrokers, () => process.exit(0));
  };
}

let orphaned = false;
let stop = async (): Promise<void> => process.exit(0);

function fail(error: unknown): void {
  tell({ type: 'failed', message: `brokers: ${(error as Error).message}` });
  process.exitCode = 1;
  setImmediate(() => process.exit(1));
}

process.on('message', (message: ToBrokers) => {
  (message.type === 'start' ? start(message.task) : stop()).catch(fail);
});
process.on('disconnect', () => {
  orphaned = true;
  void stop();
});
