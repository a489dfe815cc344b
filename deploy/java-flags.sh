# Sourced: the flags every Postern JVM runs with. A process that holds sealed requests, or opens them, must not be
# attached to, dumped to disk, or leave files in a shared folder.
java_flags="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:TieredStopAtLevel=4 -Xmx${POSTERN_HEAP:-512m}
 -XX:+DisableAttachMechanism -XX:-UsePerfData -XX:-EnableDynamicAgentLoading -XX:-HeapDumpOnOutOfMemoryError
 -XX:-CreateCoredumpOnCrash -XX:ErrorFile=/dev/null -XX:+ExitOnOutOfMemoryError
 --enable-native-access=ALL-UNNAMED"
