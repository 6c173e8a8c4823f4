/** A text as one frame of a WebSocket, from a server: unmasked, whole, not compressed. Source: RFC 6455, 5.2. */

const FINAL_TEXT = 0x81;

/** The frame of a text's bytes. */
export function frameOf(text: Buffer): Buffer {
  const { length } = text;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = FINAL_TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  text.copy(frame, head);
  return frame;
}
