/**
 * An instrument that somebody here follows: its book, and the views that subscriptions have of it. What a record of the feed has told goes
 * from here to the subscriptions, as one body a view. Door's thread.
 */
import type { Directory } from '../../../engine/directory.js';
import type { Bodies } from './bodies.js';
import { MarketBook, Told } from './book.js';
import { ENTRY_MAX, Entries } from './entries.js';
import { seesBook, TRADE } from './entry-types.js';
import type { Subscription } from './subscription.js';
import { type Selection, View } from './view.js';
import { CHANGES_MAX, Window } from './window.js';

/** No body of a change is longer. */
export const UPDATE_MAX = (CHANGES_MAX + 1) * ENTRY_MAX;

export interface Updates {
  readonly bodies: Bodies;
  /** Makes room for a body of UPDATE_MAX bytes. */
  makeRoom(): void;
  /** A view that is told by full refreshes has changed. */
  refresh(view: View): void;
}

export class Followed {
  readonly book: MarketBook;
  private readonly entries: Entries;
  private views: View[] = [];
  private windows: Window[] = [];

  constructor(
    readonly instrument: number,
    directory: Directory,
  ) {
    this.book = new MarketBook(instrument);
    this.entries = new Entries(directory, instrument);
  }

  get isFollowed(): boolean {
    return this.views.length > 0;
  }

  view(selection: Selection): View {
    const known = this.views.find((view) => isSame(view.selection, selection));
    if (known !== undefined) return known;
    const window = seesBook(selection.types) ? this.window(selection.depth) : null;
    const view = new View(this.book, selection, window, this.entries);
    this.views.push(view);
    return view;
  }

  private window(depth: number): Window {
    let window = this.windows.find((each) => each.depth === depth);
    if (window === undefined) {
      window = new Window(this.book, depth);
      this.windows.push(window);
    }
    return window;
  }

  leave(subscription: Subscription): void {
    const { view } = subscription;
    view.subscriptions.splice(view.subscriptions.indexOf(subscription), 1);
    if (view.subscriptions.length > 0) return;
    this.views = this.views.filter((each) => each !== view);
    this.windows = this.windows.filter((window) => this.views.some((each) => each.window === window));
  }

  /** Tells what the last record has Told. */
  tell(told: number, updates: Updates): void {
    if (told === Told.depth) for (const window of this.windows) window.compare();
    if (told === Told.anew) for (const window of this.windows) window.restart();
    for (const view of this.views) {
      if (told === Told.anew) oweAll(view);
      else if (!view.selection.refresh) this.update(view, told, updates);
      else if (concerns(view, told)) updates.refresh(view);
    }
  }

  private update(view: View, told: number, updates: Updates): void {
    const { bodies } = updates;
    updates.makeRoom();
    const body = put(view, told, bodies);
    if (body === null) oweAll(view);
    else if (body >= 0) for (const each of view.subscriptions) each.offer(body, bodies.isLasting(body));
  }
}

/** The body of what was told; -1: the view sees nothing of it; null: it is too long. */
function put(view: View, told: number, bodies: Bodies): number | null {
  switch (told) {
    case Told.depth:
      return view.putDepth(bodies);
    case Told.trade:
      return view.putTrade(bodies);
    case Told.tradeChange:
      return view.putTradeChange(bodies);
    default:
      return view.putFigures(bodies);
  }
}

/** Whether a view sees something of what was told. */
function concerns(view: View, told: number): boolean {
  const { window, selection } = view;
  if (told === Told.depth) return window !== null && window.countOf(selection.types) > 0;
  return told === Told.figures ? view.seesFigures : (selection.types & TRADE) !== 0;
}

/** All who see it are told it anew. */
export function oweAll({ subscriptions }: View): void {
  for (const subscription of subscriptions) subscription.owe();
}

function isSame(a: Selection, b: Selection): boolean {
  return a.version === b.version && a.depth === b.depth && a.types === b.types && a.refresh === b.refresh;
}
