/** Lines for the interactive client, from a terminal or a file: what is printed meanwhile does not tear what is being typed. */
import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline';
import { commands } from './commands.js';
import type { Shell } from './shell.js';

/** One Ctrl-C can arrive twice, from the terminal and from npx; a second one comes later. */
const AGAIN_MS = 500;

export class Prompt {
  private line: Interface | null = null;
  private ending = false;
  private askedMs = Number.POSITIVE_INFINITY;

  /** True when a person types; false when the lines come from a file or a pipe. */
  readonly isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;

  /** From now on Ctrl-C ends the input, and calls `interrupted`; a second one ends the program at once. */
  catchSignals(interrupted: () => void): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        this.stop();
        interrupted();
      });
    }
  }

  print(text: string): void {
    if (this.line === null || !this.isTerminal || this.ending) {
      process.stdout.write(`${text}\n`);
      return;
    }
    clearLine(process.stdout, 0);
    cursorTo(process.stdout, 0);
    process.stdout.write(`${text}\n`);
    this.line.prompt(true);
  }

  /** Reads and executes lines until `quit`, the end of the input, or Ctrl-C. */
  async run(shell: Shell, sender: string): Promise<void> {
    if (this.ending) return shell.end();
    const completer = (typed: string): [string[], string] => [
      [...Object.keys(commands), 'help', 'quit'].filter((name) => name.startsWith(typed)).map((name) => `${name} `),
      typed,
    ];
    const line = createInterface({
      input: process.stdin,
      ...(this.isTerminal ? { output: process.stdout, completer } : {}),
      prompt: `${sender}> `,
      terminal: this.isTerminal,
    });
    this.line = line;
    line.on('SIGINT', () => process.emit('SIGINT')); // a terminal in raw mode sends no signal
    if (this.isTerminal) {
      line.on('close', () => process.stdout.write('\n'));
      line.prompt();
    }
    for await (const typed of line) {
      if (this.ending || /^\s*(quit|exit)\s*$/.test(typed)) break;
      if (!this.isTerminal && typed.trim() !== '') this.print(`> ${typed.trim()}`);
      await shell.execute(typed);
      if (this.ending) break;
      if (this.isTerminal) line.prompt();
    }
    this.ending = true;
    line.close();
    await shell.end();
  }

  /** Ends the input. Asked twice: the program. */
  private stop(): void {
    const nowMs = performance.now();
    if (nowMs - this.askedMs > AGAIN_MS) process.exit(130);
    this.askedMs = Math.min(this.askedMs, nowMs);
    this.ending = true;
    this.line?.close();
  }
}
