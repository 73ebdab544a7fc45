/** A Windows bitmap (24 bits, no compression) of a picture in black and white, which every browser can open. */
export function bitmap(dark: readonly (readonly boolean[])[], scale: number): Buffer {
  const size = dark.length * scale;
  const rowLength = Math.ceil((size * 3) / 4) * 4;
  const file = Buffer.alloc(54 + rowLength * size, 255);
  file.fill(0, 0, 54);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(size, 18);
  // A negative height: the first row is the upmost.
  file.writeInt32LE(-size, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (dark[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true)
        file.fill(0, 54 + y * rowLength + x * 3, 54 + y * rowLength + x * 3 + 3);
    }
  }
  return file;
}
