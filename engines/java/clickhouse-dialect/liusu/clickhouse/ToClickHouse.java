package liusu.clickhouse;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;

/**
 * Values for ClickHouse's driver from those of Flink. Decimals, dates and times go as text, which the server reads by the type of the
 * column: a decimal without a detour by binary fractions, a time in the column's own zone.
 */
final class ToClickHouse {
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter();

  private ToClickHouse() {}

  static Object value(LogicalType type, Object value) {
    if (value == null) {
      return null;
    }
    switch (type.getTypeRoot()) {
      case CHAR:
      case VARCHAR:
        return value.toString();
      case DECIMAL:
        return ((DecimalData) value).toBigDecimal().toPlainString();
      case DATE:
        return LocalDate.ofEpochDay((Integer) value).toString();
      case TIMESTAMP_WITHOUT_TIME_ZONE:
        return text(((TimestampData) value).toLocalDateTime());
      case ARRAY:
        return list(((ArrayType) type).getElementType(), (ArrayData) value);
      case MAP:
        return map((MapType) type, (MapData) value);
      default:
        return value;
    }
  }

  static String text(LocalDateTime time) {
    return DATE_TIME.format(time);
  }

  private static List<Object> list(LogicalType element, ArrayData data) {
    ArrayData.ElementGetter getter = ArrayData.createElementGetter(element);
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      items.add(value(element, getter.getElementOrNull(data, i)));
    }
    return items;
  }

  private static Map<Object, Object> map(MapType type, MapData data) {
    List<Object> keys = list(type.getKeyType(), data.keyArray());
    List<Object> values = list(type.getValueType(), data.valueArray());
    Map<Object, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      entries.put(keys.get(i), values.get(i));
    }
    return entries;
  }
}
