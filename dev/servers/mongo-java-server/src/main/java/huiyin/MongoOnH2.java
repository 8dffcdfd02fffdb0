package huiyin;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;

/**
 * A MongoDB-protocol server for one machine: {@code java -cp … huiyin.MongoOnH2 PORT [FILE]}.
 *
 * <p>With FILE its data is kept there, without it in memory only. Each acknowledged write is in the file
 * before the answer leaves, so {@code kill -9} loses none. (The file is not fsynced per write: a power cut
 * may cost the last seconds. Production uses MongoDB itself.)
 */
public final class MongoOnH2 {

  /** What the drivers of today ask for at least; the server's own highest is 5.0 with an older wire version. */
  private static final MongoVersion VERSION = new MongoVersion() {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 13;
    }
  };

  /** MiB */
  private static final int MOST_CACHED = 32;

  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    MVStore store = open(args.length > 1 ? args[1] : null);
    DurableBackend backend = new DurableBackend(store);
    backend.version(VERSION);
    MongoServer server = new MongoServer(backend);
    // SIGTERM and SIGINT run this hook: finish what is under way, then close the file.
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    server.bind("127.0.0.1", port);
    System.out.println("listening on 127.0.0.1:" + port);
  }

  /** The store commits when told to, and never by itself half-way through a command. */
  private static MVStore open(String file) {
    // An eighth of a small heap (MiB) for pages that were read. What goes through a large one costs more than to read it again: the collector
    // moves it about until it is dropped.
    int cache = Math.min((int) (Runtime.getRuntime().maxMemory() >> 23), MOST_CACHED);
    MVStore store = new MVStore.Builder().fileName(file).autoCommitDisabled().cacheSize(cache).open();
    store.setVersionsToKeep(0);
    return store;
  }

  /**
   * Commits after each writing command. Commands run side by side under the shared lock; a commit takes the
   * exclusive one, so that the file never holds a document without its index entries. Whoever gets it
   * commits for all that finished before, so many clients share one write to the file.
   */
  private static final class DurableBackend extends H2Backend {

    private static final Set<String> WRITES = Set.of(
        "insert", "update", "delete", "findandmodify", "aggregate", "create", "createindexes",
        "drop", "dropdatabase", "dropindexes", "deleteindexes", "renamecollection");

    /** While old chunks are kept for this long (ms), their space is not written over. */
    private static final int RETENTION = 1_000;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    DurableBackend(MVStore store) {
      super(store);
      if (store.isPersistent()) {
        store.setRetentionTime(RETENTION);
        Executors.newSingleThreadScheduledExecutor(task -> {
          Thread thread = new Thread(task, "compaction");
          thread.setDaemon(true);
          return thread;
        }).scheduleWithFixedDelay(this::compact, 2, 2, TimeUnit.SECONDS);
      }
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
      return IndexedDatabase.open(name, getMvStore(), getCursorRegistry());
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
      if (!WRITES.contains(command.toLowerCase())) {
        return super.handleCommand(channel, database, command, query);
      }
      lock.readLock().lock();
      try {
        return super.handleCommand(channel, database, command, query);
      } finally {
        lock.readLock().unlock();
        commitAll();
      }
    }

    private void commitAll() {
      if (isInMemory()) {
        return;
      }
      lock.writeLock().lock();
      try {
        if (getMvStore().hasUnsavedChanges()) {
          getMvStore().commit();
        }
      } finally {
        lock.writeLock().unlock();
      }
    }

    /** Many small commits leave holes; this fills them, a little at a time, so the file stays small. */
    private void compact() {
      lock.writeLock().lock();
      try {
        if (!getMvStore().isClosed()) {
          getMvStore().compact(50, 2 * 1024 * 1024);
        }
      } finally {
        lock.writeLock().unlock();
      }
    }
  }
}
