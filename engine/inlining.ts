/**
 * V8 inlines calls within a budget for each function that it compiles: by default about 900 bytes of bytecode, meant for programs that
 * compile much and run it little. An exchange compiles little and runs it for days: with more,
 * most of a command's way through the engine is one piece of code. For the whole process, to be called before the code that matters has run.
 */
import { setFlagsFromString } from 'node:v8';

export function widenInlining(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=9000');
  setFlagsFromString('--max-inlined-bytecode-size=300');
}
