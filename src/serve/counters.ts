/** What the server counts, in all since it began. Plain numbers that only grow. Source: realtime-monitoring.md, statistics. */

export interface Counters {
  /** Streams and sockets that were ever opened. */
  connections: number;
  /** Events that came from the logs. */
  received: number;
  /** Messages of events that were handed to clients. */
  broadcast: number;
  /** Events that clients sent, and that were refused of them. */
  emitted: number;
  rejected: number;
  bytesSent: number;
  bytesReceived: number;
  /** Times that a client was told of a gap, and the events that it missed. */
  gaps: number;
  missed: number;
  requests: number;
  questions: number;
}

/** All of them zero. */
export function newCounters(): Counters {
  return {
    ...{ connections: 0, received: 0, broadcast: 0, emitted: 0, rejected: 0 },
    ...{ bytesSent: 0, bytesReceived: 0, gaps: 0, missed: 0, requests: 0, questions: 0 },
  };
}
