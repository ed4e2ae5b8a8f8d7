/** Operators' actions on sessions, each one or more commands: enabled, disabled, and read again from the configuration. */
import { writeDefineParticipant, writeDefineSession } from '../../engine/commands.js';
import type { Directory, SessionInfo } from '../../engine/directory.js';
import { Type } from '../../engine/records.js';
import type { SessionConfig } from '../config-sessions.js';
import { firmName } from '../firm-name.js';
import { isAs, kindsOf, sessionDefinition } from '../session-definitions.js';
import type { SessionSource } from '../session-feed.js';
import { sessionKinds } from '../status.js';
import type { Act } from './actions.js';
import { readName, wrong } from './body.js';
import { type Body, refusal } from './http.js';

export type Submit = (act: Act) => Promise<object>;

export interface SessionActionsOptions {
  directory: Directory;
  compId: string;
  /** null: there is no file to read again. */
  source: SessionSource | null;
  submit: Submit;
}

export class SessionActions {
  constructor(private readonly options: SessionActionsOptions) {}

  /** All sessions of that name, or the one of a kind. */
  async setEnabled(enabled: boolean, body: Body, author: string): Promise<object> {
    this.requireNotOnlyConfigured(enabled, body);
    const found = this.find(body);
    await Promise.all(found.map((info) => this.define({ ...info, enabled }, author)));
    const names = found.map(({ kind }) => sessionKinds[kind]).join(', ');
    return {
      text: `session ${body.session} (${names}) is ${enabled ? 'enabled' : 'disabled'}`,
      session: body.session,
      enabled,
    };
  }

  /** The engine does not know a session of market data, so a command about it would not last, or would be about another of its name. */
  private requireNotOnlyConfigured(enabled: boolean, { session, kind }: Body): void {
    const settings = this.options.source?.inForce?.find((s) => s.senderCompId === session);
    if (settings?.role !== 'marketData' || (kind !== undefined && kind !== 'marketData')) return;
    const how = enabled ? 'enabled: true there' : 'enabled: false there, or remove it';
    const message = `session ${session} is of market data and stands only in the configuration: write ${how}, then \`admin session reload\``;
    throw refusal('ONLY_CONFIGURED', message);
  }

  private find(body: Body): SessionInfo[] {
    const kinds = Object.fromEntries(Object.entries(sessionKinds).map(([kind, name]) => [name, Number(kind)]));
    const kind = body.kind === undefined ? 0 : readName(body, 'kind', kinds);
    const found = this.options.directory.sessions.filter(
      (s) => s.senderCompId === body.session && (kind === 0 || s.kind === kind),
    );
    if (found.length === 0) throw wrong('session', 'a session that the venue knows', body.session, 'unknownSession');
    return found;
  }

  private define(definition: Parameters<typeof writeDefineSession>[2], author: string): Promise<object> {
    return this.options.submit({
      write: (sink, origin) => writeDefineSession(sink, origin, definition, author),
      answers: [Type.SESSION_DEFINED],
    });
  }

  /** What the file says now: firms and sessions that are new or changed are defined, then the doors go by it. */
  async reload(author: string): Promise<object> {
    const { source } = this.options;
    if (source === null) throw refusal('NOT_FOUND', 'session/reload: expected a venue that was started with --config FILE');
    const sessions = this.read(source);
    const configured = sessions ?? [];
    await this.defineFirms(configured);
    const definitions = configured.flatMap((settings) => this.changedOf(settings));
    await Promise.all(definitions.map((definition) => this.define(definition, author)));
    source.apply(sessions);
    const text = `${configured.length} sessions are configured, ${definitions.length} definitions are new or changed`;
    return { text, sessions: configured.length, defined: definitions.length };
  }

  private read(source: SessionSource) {
    try {
      return source.read();
    } catch (error) {
      throw refusal('BAD_REQUEST', `session/reload: nothing is changed: ${(error as Error).message}`);
    }
  }

  private async defineFirms(sessions: readonly SessionConfig[]): Promise<void> {
    const { directory, submit } = this.options;
    const firms = new Set(sessions.filter((s) => kindsOf(s).length > 0).map((s) => firmName(s.participant, s.senderCompId)));
    const missing = [...firms].filter((firm) => directory.participant(firm) === undefined);
    await Promise.all(
      missing.map((firm) =>
        submit({
          write: (sink, origin) => writeDefineParticipant(sink, origin, firm),
          answers: [Type.PARTICIPANT_DEFINED],
        }),
      ),
    );
  }

  private changedOf(settings: SessionConfig) {
    const { directory, compId } = this.options;
    return kindsOf(settings).flatMap((kind) => {
      const firm = directory.participant(firmName(settings.participant, settings.senderCompId));
      const known = directory.session(kind, settings.senderCompId, compId);
      const definition = sessionDefinition(settings, kind, firm?.index ?? -1, compId, known);
      return isAs(definition, known) ? [] : [definition];
    });
  }
}
