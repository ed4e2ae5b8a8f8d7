/**
 * A disk in memory that can lose power. Sectors of 512 bytes written since the last sync are each kept, dropped or torn at
 * powerCut(seed), creations, renames and removals since the last directory sync happen or do not. Every call is numbered,
 * and a hook may fail it or cut the power there. `lies` makes fdatasync a no-op that claims success.
 */
import { basename, dirname } from 'node:path';
import type { Disk, DiskFile, OpenMode } from '../../journal/disk.js';
import { generator } from '../../journal/emulator/random.js';
import { JournalError } from '../../journal/errors.js';

export { generator };

const SECTOR = 512;

export type DiskCall = 'open' | 'create' | 'read' | 'write' | 'sync' | 'rename' | 'unlink' | 'syncDirectory' | 'list' | 'mkdir';

/** Thrown at the call where the power was cut; nothing works after it until powerCut() was called. */
export class PowerCut extends Error {
  constructor(call: number) {
    super(`the power was cut at call ${call}`);
    this.name = 'PowerCut';
  }
}

/** A file's content: what the platter holds, and the sectors that only the cache has. */
class Inode {
  durable = new Uint8Array(0);
  cached = new Uint8Array(0);
  size = 0;
  durableSize = 0;
  readonly dirty = new Set<number>();

  write(from: Uint8Array, at: number, length: number, position: number): void {
    const end = position + length;
    if (end > this.cached.length) {
      const grown = new Uint8Array(Math.max(end, this.cached.length * 2));
      grown.set(this.cached.subarray(0, this.size));
      this.cached = grown;
    }
    this.cached.set(from.subarray(at, at + length), position);
    this.size = Math.max(this.size, end);
    for (let sector = Math.floor(position / SECTOR); sector * SECTOR < end; sector++) this.dirty.add(sector);
  }

  sync(): void {
    for (const sector of this.dirty) this.settle(sector, SECTOR);
    this.dirty.clear();
    this.durableSize = this.size;
  }

  /** The first `bytes` of a sector reach the platter. */
  settle(sector: number, bytes: number): void {
    const from = sector * SECTOR;
    const to = Math.min(from + bytes, this.size);
    if (to > this.durable.length) {
      const grown = new Uint8Array(Math.max(to, this.durable.length * 2));
      grown.set(this.durable);
      this.durable = grown;
    }
    this.durable.set(this.cached.subarray(from, to), from);
    this.durableSize = Math.max(this.durableSize, to);
  }

  /** What the machine finds when it comes up again. */
  restart(): void {
    this.dirty.clear();
    this.size = this.durableSize;
    this.cached = new Uint8Array(this.size);
    this.cached.set(this.durable.subarray(0, this.size));
  }
}

type NameChange = { dir: string; apply(names: Map<string, Inode>): void };

export class SimDisk implements Disk {
  /** Calls so far. */
  calls = 0;
  /** fdatasync returns at once and does nothing. */
  lies = false;
  /** Called before each call takes effect, with its number from 1; may throw. */
  onCall: ((call: number, kind: DiskCall, path: string) => void) | null = null;
  /** The power fails at this call: a write is under way, anything else has not happened. 0: never. */
  cutAt = 0;
  /** Bytes that files may take together; beyond them writes fail as on a full disk. */
  capacityBytes = Number.POSITIVE_INFINITY;
  private down = false;
  private generation = 0;
  private names = new Map<string, Inode>();
  private durableNames = new Map<string, Inode>();
  private readonly dirs = new Set<string>();
  private pending: NameChange[] = [];

  /** Counts a call; throws what the hook throws. Returns whether the power fails in it. */
  private enter(kind: DiskCall, path: string): boolean {
    if (this.down) throw new PowerCut(this.calls);
    this.calls++;
    this.onCall?.(this.calls, kind, path);
    if (this.calls !== this.cutAt) return false;
    this.down = true;
    return true;
  }

  private call(kind: DiskCall, path: string): void {
    if (this.enter(kind, path)) throw new PowerCut(this.calls);
  }

  open(path: string, mode: OpenMode): DiskFile {
    this.call(mode === 'create' ? 'create' : 'open', path);
    let inode = this.names.get(path);
    if (mode === 'create') {
      const created = new Inode();
      this.change({ dir: dirname(path), apply: (names) => void names.set(path, created) });
      inode = created;
    } else if (!inode) throw new JournalError('FILE_MISSING', `cannot open ${path}: ENOENT`);
    return this.handle(path, inode);
  }

  private handle(path: string, inode: Inode): DiskFile {
    const generation = this.generation;
    const live = () => {
      if (generation !== this.generation) throw new Error(`${path}: a file opened before the power cut`);
    };
    return {
      path,
      size: () => inode.size,
      read: (into, at, length, position) => {
        live();
        this.call('read', path);
        const got = Math.max(0, Math.min(length, inode.size - position));
        into.set(inode.cached.subarray(position, position + got), at);
        return got;
      },
      write: (from, at, length, position) => {
        live();
        const cut = this.enter('write', path);
        if (this.usedBytes() + Math.max(0, position + length - inode.size) > this.capacityBytes) {
          throw new JournalError('DISK_FULL', `cannot write ${path}: ENOSPC`);
        }
        inode.write(from, at, length, position);
        if (cut) throw new PowerCut(this.calls);
      },
      sync: () => {
        live();
        this.call('sync', path);
        if (!this.lies) inode.sync();
      },
      close: () => {},
    };
  }

  private usedBytes(): number {
    let sum = 0;
    for (const inode of this.names.values()) sum += inode.size;
    return sum;
  }

  exists(path: string): boolean {
    return this.names.has(path) || this.dirs.has(path);
  }

  list(dir: string): string[] {
    this.call('list', dir);
    return [...this.names.keys()]
      .filter((path) => dirname(path) === dir)
      .map((path) => basename(path))
      .sort();
  }

  mkdir(dir: string): void {
    this.call('mkdir', dir);
    this.dirs.add(dir);
  }

  rename(from: string, to: string): void {
    this.call('rename', from);
    const inode = this.names.get(from);
    if (!inode) throw new JournalError('FILE_MISSING', `cannot rename ${from}: ENOENT`);
    const apply = (names: Map<string, Inode>) => {
      // the new name may reach the platter although the creation under the old one did not
      names.delete(from);
      names.set(to, inode);
    };
    this.change({ dir: dirname(to), apply });
  }

  unlink(path: string): void {
    this.call('unlink', path);
    if (!this.names.has(path)) throw new JournalError('FILE_MISSING', `cannot remove ${path}: ENOENT`);
    this.change({ dir: dirname(path), apply: (names) => void names.delete(path) });
  }

  syncDirectory(dir: string): void {
    this.call('syncDirectory', dir);
    if (this.lies) return;
    for (const change of this.pending) if (change.dir === dir) change.apply(this.durableNames);
    this.pending = this.pending.filter((change) => change.dir !== dir);
  }

  private change(change: NameChange): void {
    change.apply(this.names);
    this.pending.push(change);
  }

  /** The power fails and comes back: each unsynced sector and name is kept, dropped or torn, as the seed says. */
  powerCut(seed: number): void {
    const random = generator(seed);
    for (const change of this.pending) if (random() < 0.5) change.apply(this.durableNames);
    this.pending = [];
    this.names = new Map(this.durableNames);
    for (const inode of new Set(this.names.values())) {
      for (const sector of [...inode.dirty].sort((a, b) => a - b)) {
        const fate = random();
        if (fate < 0.4) inode.settle(sector, SECTOR);
        else if (fate < 0.6) inode.settle(sector, 4 * (1 + Math.floor(random() * (SECTOR / 4 - 1))));
      }
      inode.restart();
    }
    this.generation++;
    this.down = false;
    this.cutAt = 0;
  }

  /** Flips bits of one byte of a file, on the platter too. */
  damage(path: string, at: number, bits: number): void {
    this.content(path)[at] ^= bits;
    this.names.get(path)!.durable[at] ^= bits;
  }

  /** The bytes of a file as programs see them; to look at. */
  content(path: string): Uint8Array {
    const inode = this.names.get(path);
    if (!inode) throw new Error(`${path}: no such file`);
    return inode.cached.subarray(0, inode.size);
  }

  /** Puts a file there, durable. */
  put(path: string, content: Uint8Array): void {
    const inode = new Inode();
    inode.write(content, 0, content.length, 0);
    inode.sync();
    this.names.set(path, inode);
    this.durableNames.set(path, inode);
  }

  /** A copy of the disk as programs see it, all of it durable. */
  clone(): SimDisk {
    const copy = new SimDisk();
    for (const [path, inode] of this.names) copy.put(path, inode.cached.slice(0, inode.size));
    for (const dir of this.dirs) copy.dirs.add(dir);
    return copy;
  }
}
