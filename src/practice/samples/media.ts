import { randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

/** A file that a person uploaded to a portal. */
export interface Media {
  /** As it lies in `uploads/`: 32 random hex digits, an underscore, and the name it was uploaded by. */
  readonly storedName: string;
  readonly bytes: Buffer;
  /** How many days before today it was uploaded. */
  readonly daysAgo: number;
}

/** The uploads of one site: real files of their kinds, small, and one of noise that no deflate makes smaller. */
export function sampleMedia(siteName: string): Media[] {
  const files: [string, Buffer, number][] = [
    ['logo.svg', svg(siteName), 500],
    ['welcome-leaflet.pdf', pdf(`Welcome to ${siteName}`), 480],
    ['meeting-room.png', png(96, 64), 420],
    ['service-manual.pdf', pdf('Service manual'), 300],
    ['speaker-recording.wav', wav(9), 210],
    ['réunion été.png', png(64, 64), 120],
    ['minutes-spring.pdf', pdf('Minutes of the spring assembly'), 75],
    ['summer-picnic.png', png(80, 60), 31],
    ['treasurer-report.pdf', pdf("Treasurer's report"), 12],
    ['calendar.ics', calendar(siteName), 4],
  ];
  return files.map(([name, bytes, daysAgo]) => ({
    storedName: `${randomBytes(16).toString('hex')}_${name}`,
    bytes,
    daysAgo,
  }));
}

export function svg(title: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><title>${title}</title>` +
      '<circle cx="32" cy="32" r="30" fill="#24506b"/><path d="M12 40h40l-6 10H18z" fill="#fff"/></svg>\n',
  );
}

/** A PDF of one page with one line. */
function pdf(line: string): Buffer {
  const content = `BT /F1 18 Tf 72 720 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${table}`;
  text += `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.indexOf('xref\n')}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** A grey-scale PNG of noise. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  // Each row begins with its filter, here none.
  const rows = Array.from({ length: height }, () => Buffer.concat([Buffer.alloc(1), randomBytes(width)]));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.concat(rows))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** Noise as sound: 8,000 samples a second of 8 bits. */
function wav(seconds: number): Buffer {
  const rate = 8000;
  const samples = randomBytes(rate * seconds);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

function calendar(siteName: string): Buffer {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:-//${siteName}//Meetings//EN`, 'END:VCALENDAR', ''];
  return Buffer.from(lines.join('\r\n'));
}
