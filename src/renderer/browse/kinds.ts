import type { MessageKey } from '../../shared/messages/catalogue';

const KINDS = {
  image: 'jpg jpeg png gif webp svg bmp ico tif tiff heic avif',
  video: 'mp4 mov webm mkv avi m4v',
  sound: 'mp3 wav ogg m4a flac aac opus',
  document: 'pdf doc docx odt rtf xls xlsx ods ppt pptx odp pages epub',
  text: 'txt md csv log json xml yaml yml ini conf env',
  page: 'html htm css js mjs map',
  database: 'db sqlite sqlite3 sql dump',
  archive: 'zip tar gz tgz bz2 xz 7z rar enc bak',
  key: 'key pem crt cer pub',
  font: 'woff woff2 ttf otf',
} as const;

const BY_ENDING = new Map<string, keyof typeof KINDS>(
  (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((kind) =>
    KINDS[kind].split(' ').map((ending) => [ending, kind] as const),
  ),
);

/** What a file is by the ending of its name: the key of a sentence. */
export function kindOf(name: string): MessageKey {
  const dot = name.lastIndexOf('.');
  const kind = dot <= 0 ? undefined : BY_ENDING.get(name.slice(dot + 1).toLowerCase());
  return kind === undefined ? 'browse.kind.file' : `browse.kind.${kind}`;
}
