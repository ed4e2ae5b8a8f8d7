/**
 * One market: the state and everything that works on it, each part reaching the others through this object. One is made for each
 * State (machine.ts). What the parts keep themselves can be told from the state. Engine thread only.
 */
import { Arrival } from './arrival.js';
import { Auctions } from './auctions.js';
import { Bands } from './bands.js';
import { Busts } from './busts.js';
import { Day } from './day.js';
import { DeadMan } from './dead-man.js';
import { Ending } from './ending.js';
import type { Events } from './events.js';
import { Executable } from './executable.js';
import { Expiry } from './expiry.js';
import { createFills, type Fills } from './fills.js';
import { KillSwitch } from './kill-switch.js';
import { Links } from './links.js';
import { Luld } from './luld.js';
import { MassCancel } from './mass-cancel.js';
import { Matching } from './matching.js';
import { Pegs } from './pegs.js';
import { Phases } from './phases.js';
import { Placing } from './placing.js';
import { ProRata } from './prorata.js';
import { createRisk, type Risk } from './risk.js';
import { Schedule } from './schedule.js';
import { SelfTrade } from './self-trade.js';
import type { State } from './state.js';
import { Stops } from './stops.js';
import { Unrest } from './unrest.js';

export class Market {
  readonly state: State;
  /** Puts orders on the sides of the books. */
  readonly placing: Placing;
  /** Takes open orders out of the market. */
  readonly ending: Ending;
  /** What an incoming order could trade. */
  readonly executable: Executable;
  readonly selfTrade: SelfTrade;
  readonly proRata: ProRata;
  /** Trades an incoming order. */
  readonly matching: Matching;
  readonly fills: Fills;
  /** What becomes of an order that comes to the market. */
  readonly arrival: Arrival;

  /** Where something may be about to come to the market. */
  readonly unrest: Unrest;
  readonly stops: Stops;
  readonly pegs: Pegs;
  readonly links: Links;
  /** Good till date. */
  readonly expiry: Expiry;

  /** Limits and positions. */
  readonly risk: Risk;
  readonly killSwitch: KillSwitch;
  readonly massCancel: MassCancel;
  readonly deadMan: DeadMan;
  readonly busts: Busts;

  readonly phases: Phases;
  readonly auctions: Auctions;
  /** Price protection. */
  readonly bands: Bands;
  readonly luld: Luld;
  /** The business day, and what is to happen on it. */
  readonly day: Day;
  readonly schedule: Schedule;

  constructor(readonly events: Events) {
    this.state = events.state;
    this.placing = new Placing(this);
    this.ending = new Ending(this);
    this.executable = new Executable(this);
    this.selfTrade = new SelfTrade(this);
    this.proRata = new ProRata(this);
    this.matching = new Matching(this);
    this.arrival = new Arrival(this);
    this.unrest = new Unrest(this.state.instruments.capacity);
    this.stops = new Stops(this);
    this.pegs = new Pegs(this);
    this.links = new Links(this);
    this.expiry = new Expiry(this);
    this.risk = createRisk(events);
    this.killSwitch = new KillSwitch(this);
    this.massCancel = new MassCancel(this);
    this.deadMan = new DeadMan(this);
    this.busts = new Busts(this);
    this.phases = new Phases(this);
    this.auctions = new Auctions(this);
    this.bands = new Bands(this);
    this.luld = new Luld(this);
    this.day = new Day(this);
    this.schedule = new Schedule(this);
    this.fills = createFills(this);
  }

  /** Tells the parts what they keep themselves, when the state has been filled since they were made. */
  restore(): void {
    for (const h of this.state.everyOrder()) {
      this.stops.restore(h);
      this.pegs.restore(h);
      this.expiry.add(h);
    }
    this.phases.restore();
  }
}
