package huiyin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ObjectDataType;

/**
 * How a document stands in the file: as it goes over the wire. What was written before as a serialized object of Java, which takes several times
 * as long, is read all the same.
 */
final class DocumentBytes extends BasicDataType<Document> {

  /** None of the first bytes that {@link ObjectDataType} writes. */
  private static final byte BSON = (byte) 0xB5;
  /** What an object takes beside its contents, about (bytes). */
  private static final int OBJECT = 48;

  private final ObjectDataType before = new ObjectDataType();

  @Override
  public int getMemory(Document document) {
    return memoryOf(document);
  }

  private static int memoryOf(Object value) {
    int memory = OBJECT;
    if (value instanceof Map) {
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        memory += OBJECT + memoryOf(entry.getValue());
      }
    } else if (value instanceof Collection) {
      for (Object item : (Collection<?>) value) {
        memory += memoryOf(item);
      }
    } else if (value instanceof String) {
      memory += ((String) value).length();
    }
    return memory;
  }

  @Override
  public void write(WriteBuffer out, Document document) {
    ByteBuf bytes = Unpooled.buffer(1024);
    BsonEncoder.encodeDocument(document, bytes);
    out.put(BSON).put(bytes.array(), 0, bytes.writerIndex());
  }

  @Override
  public Document read(ByteBuffer in) {
    int start = in.position();
    if (in.get() != BSON) {
      in.position(start);
      return (Document) before.read(in);
    }
    ByteBuf bytes = Unpooled.wrappedBuffer(in);
    Document document = BsonDecoder.decodeBson(bytes);
    in.position(in.position() + bytes.readerIndex());
    return document;
  }

  @Override
  public Document[] createStorage(int size) {
    return new Document[size];
  }
}
