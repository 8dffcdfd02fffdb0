import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mongo } from 'mongoose';
import { contentHash, inCache, intoCache, projectRoot } from '../cache';
import { needed, onPath, run } from '../commands';
import { firstOf } from './layers';
import { mavenBuild } from './maven';
import { assertPortFree } from './ports';
import { type RunningServer, startServer } from '../processes';
import { step } from '../progress';

const DOWNLOADED = 'mongod';
const JAVA_SOURCE = join(projectRoot, 'dev', 'servers', 'mongo-java-server');
const JAVA_CLASSES = [
  'MongoOnH2.java',
  'IndexedDatabase.java',
  'IndexedCollection.java',
  'DocumentBytes.java',
  'FirstField.java',
].map((file) => join(JAVA_SOURCE, 'src', 'main', 'java', 'huiyin', file));
const JAR = 'target/mongo-java-server-1.jar';

/** `mongod`, or the jar of the Java server that stands in for it; installed into the cache when missing. */
export async function mongoExecutable(): Promise<string> {
  const built = `mongo-java-server-${await contentHash([join(JAVA_SOURCE, 'pom.xml'), ...JAVA_CLASSES])}`;
  return firstOf('MongoDB', [
    { name: '`mongod` on PATH', find: () => onPath('mongod') },
    { name: 'the cache', find: async () => (await inCache(DOWNLOADED, 'mongod')) ?? inCache(built, JAR) },
    { name: "mongodb-memory-server's download", find: () => intoCache(DOWNLOADED, 'mongod', download) },
    { name: 'Maven (mongo-java-server)', find: () => intoCache(built, JAR, buildJava) },
  ]);
}

async function download(folder: string): Promise<void> {
  // Loaded only here: it is there for development only. One try is enough: the next layer waits.
  process.env.MONGOMS_MAX_RETRIES ??= '0';
  const { MongoBinary } = await import('mongodb-memory-server-core');
  await step('downloading mongod by mongodb-memory-server', async () => {
    const binary = await MongoBinary.getPath({ downloadDir: folder });
    await run(binary, ['--version']); // some processors can't run it
    await rename(binary, join(folder, 'mongod'));
  });
  await chmod(join(folder, 'mongod'), 0o755);
  for (const file of await readdir(folder)) {
    if (file !== 'mongod') await rm(join(folder, file), { recursive: true });
  }
}

async function buildJava(folder: string): Promise<void> {
  await needed('java');
  await cp(JAVA_SOURCE, folder, { recursive: true });
  await step('building the Java MongoDB server by Maven (once)', () =>
    mavenBuild(folder, ['compiler:compile', 'jar:jar', 'dependency:copy-dependencies']),
  );
}

export interface MongoOptions {
  port: number;
  /** Where data is kept over a restart; gone with the server when not given. */
  dataDir?: string;
  log?: string;
  /** The variable that changes the port, for the message when it is taken. */
  variable?: string;
  /** The heap of the Java server (MiB): what is enough for one machine when not given; tens of thousands of tickets want more. */
  heap?: number;
}

/** MiB */
const SMALL_HEAP = 256;

/** Starts the database; returns when it answers a ping of the driver. */
export async function startMongo(options: MongoOptions): Promise<RunningServer & { uri: string }> {
  const { port, dataDir, log, variable, heap = SMALL_HEAP } = options;
  await assertPortFree(port, variable);
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true });
  const executable = await mongoExecutable();
  const java = executable.endsWith('.jar');
  // mongod always wants a folder; the Java server can do without.
  const scratch = java || dataDir ? undefined : await mkdtemp(join(tmpdir(), 'huiyin-mongo-'));
  const uri = `mongodb://127.0.0.1:${port}/huiyin`;
  const running = await startServer({
    name: 'MongoDB',
    ...(java
      ? await javaCommand(executable, port, heap, dataDir)
      : mongodCommand(executable, port, dataDir ?? scratch!)),
    address: `127.0.0.1:${port}`,
    log,
    answers: () => mongoAnswers(uri),
  });
  if (scratch !== undefined) void running.exited.then(() => rm(scratch, { recursive: true, force: true }));
  return { ...running, uri };
}

async function javaCommand(jar: string, port: number, heap: number, dataDir: string | undefined) {
  const classes = [jar, join(dirname(jar), 'lib', '*')].join(':');
  // One small heap, the collector and the compiler that start fastest: up in half a second. What has more to do is worth compiling well.
  // A quarter of a large heap is for what is new: with the little that Java begins with, what an answer is made of is moved on as if it was to stay.
  const large = heap > SMALL_HEAP ? [`-Xmn${Math.floor(heap / 4)}m`] : ['-XX:TieredStopAtLevel=1'];
  const flags = [`-Xmx${heap}m`, '-XX:+UseSerialGC', ...large, '-cp', classes];
  const data = dataDir === undefined ? [] : [join(dataDir, 'huiyin.mv')];
  return { command: await needed('java'), args: [...flags, 'huiyin.MongoOnH2', String(port), ...data] };
}

function mongodCommand(mongod: string, port: number, dataDir: string) {
  return {
    command: mongod,
    args: ['--port', String(port), '--dbpath', dataDir, '--bind_ip', '127.0.0.1', '--quiet'],
  };
}

/** Resolves when the database at `uri` answers a ping. */
export async function mongoAnswers(uri: string): Promise<void> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 2_000 });
  try {
    await client.db().command({ ping: 1 });
  } finally {
    await client.close();
  }
}
