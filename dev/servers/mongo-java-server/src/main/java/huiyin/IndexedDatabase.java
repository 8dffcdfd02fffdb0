package huiyin;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * A database that finds documents as MongoDB does: by an index also where a query asks for more than what the index has, and by the
 * first field of an index that is not unique. Without it whoever knows the id of a document, and asks for something more, reads a whole
 * collection.
 */
final class IndexedDatabase extends H2Database {

  /** The constructor above opens indexes, before a field of ours is set. A process has one store. */
  private static MVStore store;

  static IndexedDatabase open(String name, MVStore in, CursorRegistry cursors) {
    store = in;
    return new IndexedDatabase(name, cursors);
  }

  private IndexedDatabase(String name, CursorRegistry cursors) {
    super(name, store, cursors);
  }

  @Override
  protected MongoCollection<Object> openOrCreateCollection(String collection, CollectionOptions options) {
    // Under the names that the class above gives them, which may drop and rename them.
    String name = getFullCollectionNamespace(collection);
    MVMap<Object, Document> documents = store.openMap("databases." + name, new MVMap.Builder<Object, Document>().valueType(new DocumentBytes()));
    MVMap<String, Object> meta = store.openMap("meta." + name);
    return new IndexedCollection(this, collection, options, documents, meta, cursorRegistry);
  }

  @Override
  protected Index<Object> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new AmongMore(super.openOrCreateUniqueIndex(collection, name, keys, sparse), name, keys, sparse);
  }

  /** Of one that is not unique the first field counts, where it is no path: what that finds is looked through. Others are known by name only. */
  @Override
  protected Index<Object> openOrCreateSecondaryIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
    if (keys.get(0).getKey().contains(".")) {
      return new KnownByName(name, keys);
    }
    String map = getFullCollectionNamespace(collection) + "._index_" + name;
    boolean known = store.hasMap(map);
    return new FirstField(store.openMap(map), name, keys, known);
  }

  /** An index of which there is nothing but its name, so that nothing is read to make it, either. */
  private static final class KnownByName extends EmptyIndex<Object> {

    KnownByName(String name, List<IndexKey> keys) {
      super(name, keys);
    }

    @Override
    public boolean isEmpty() {
      return false;
    }
  }

  /** A unique index that also finds what is asked for by its fields and by others: these are looked at in what it finds. */
  private static final class AmongMore extends Index<Object> {

    private final Index<Object> index;

    AmongMore(Index<Object> index, String name, List<IndexKey> keys, boolean sparse) {
      super(name, keys, sparse);
      this.index = index;
    }

    @Override
    public boolean canHandle(Document query) {
      return query.keySet().containsAll(keySet()) && index.canHandle(ofItsFields(query));
    }

    @Override
    public Iterable<Object> getPositions(Document query) {
      return index.getPositions(ofItsFields(query));
    }

    private Document ofItsFields(Document query) {
      Document own = new Document();
      for (String key : keys()) {
        own.put(key, query.get(key));
      }
      return own;
    }

    @Override
    public Object getPosition(Document document) {
      return index.getPosition(document);
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
      index.checkAdd(document, collection);
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
      index.add(document, position, collection);
    }

    @Override
    public Object remove(Document document) {
      return index.remove(document);
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
      index.checkUpdate(before, after, collection);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
      index.updateInPlace(before, after, position, collection);
    }

    @Override
    public long getCount() {
      return index.getCount();
    }

    @Override
    public long getDataSize() {
      return index.getDataSize();
    }

    @Override
    public boolean isUnique() {
      return true;
    }

    @Override
    public void drop() {
      index.drop();
    }
  }
}
