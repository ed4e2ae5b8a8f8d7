/** Child processes of the benchmarks: started from compiled files, one message each way at a time, always reaped. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export class Child {
  private constructor(private readonly process: ChildProcess) {}

  /**
   * @param file relative to this folder, such as `./peers/echo.js`
   * @param execArgv options of Node itself
   */
  static start(file: string, args: readonly string[] = [], execArgv: readonly string[] = []): Child {
    const path = fileURLToPath(new URL(file, import.meta.url));
    return new Child(fork(path, [...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [...execArgv] }));
  }

  send(message: object): void {
    this.process.send(message);
  }

  /** The next message; fails when the child ends first. */
  next<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`benchmark child: ended with code ${code} before it answered`));
      this.process.once('exit', ended);
      this.process.once('message', (message) => {
        this.process.off('exit', ended);
        resolve(message as T);
      });
    });
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
  }
}
