# Sourced: the flags every Postern JVM runs with. A small heap that is given back at rest; and a process that holds sealed
# requests, or opens them, must not be attached to, dumped to disk, or leave files in a shared folder.
java_flags="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xms32m -Xmx${POSTERN_HEAP:-512m}
 -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30
 -XX:+DisableAttachMechanism -XX:-UsePerfData -XX:-EnableDynamicAgentLoading -XX:-HeapDumpOnOutOfMemoryError
 -XX:-CreateCoredumpOnCrash -XX:ErrorFile=/dev/null -XX:+ExitOnOutOfMemoryError
 --enable-native-access=ALL-UNNAMED"
