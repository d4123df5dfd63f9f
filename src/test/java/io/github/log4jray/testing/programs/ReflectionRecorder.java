package io.github.log4jray.testing.programs;

import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassWriter;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;

/**
 * An agent that records what Log4j and this project do by reflection, as the agent of GraalVM does: its call sites call the
 * methods of this class instead. At the end of the JVM the records are in the file that is its argument, one a line.
 */
public final class ReflectionRecorder {

    private static final Set<String> RECORDS = new ConcurrentSkipListSet<>();
    private static final String OWN = Type.getInternalName(ReflectionRecorder.class);

    private ReflectionRecorder() {}

    public static void premain(String file, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
                boolean ours = name.startsWith("org/apache/logging/log4j/")
                        || name.startsWith("io/github/log4jray/") && !name.contains("/testing/");
                return ours ? recorded(bytes) : null;
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> write(Path.of(file))));
    }

    private static void write(Path file) {
        try {
            Files.write(file, new TreeSet<>(RECORDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] recorded(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new CallSites(super.visitMethod(access, name, descriptor, signature, exceptions));
                    }
                },
                0);
        return writer.toByteArray();
    }

    /** Replaces calls of the methods that this class has under the same names. */
    private static final class CallSites extends MethodVisitor {

        private static final Set<String> REPLACED = Arrays.stream(ReflectionRecorder.class.getDeclaredMethods())
                .map(method -> method.getName() + Type.getMethodDescriptor(method))
                .collect(Collectors.toSet());

        CallSites(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            String receiver = opcode == Opcodes.INVOKESTATIC ? "" : "L" + owner + ";";
            String replacement = "(" + receiver + descriptor.substring(1);
            boolean known = owner.startsWith("java/lang/") && opcode != Opcodes.INVOKESPECIAL;
            if (known && REPLACED.contains(name + replacement)) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, OWN, name, replacement, false);
            } else {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }
    }

    public static Class<?> forName(String name) throws ClassNotFoundException {
        RECORDS.add("class " + name);
        return Class.forName(name);
    }

    public static Class<?> forName(String name, boolean initialize, ClassLoader loader) throws ClassNotFoundException {
        RECORDS.add("class " + name);
        return Class.forName(name, initialize, loader);
    }

    public static Class<?> loadClass(ClassLoader loader, String name) throws ClassNotFoundException {
        RECORDS.add("class " + name);
        return loader.loadClass(name);
    }

    public static Object invoke(Method method, Object target, Object[] arguments)
            throws IllegalAccessException, InvocationTargetException {
        RECORDS.add("method " + method.getDeclaringClass().getName() + " " + method.getName());
        return method.invoke(target, arguments);
    }

    public static Object newInstance(Constructor<?> constructor, Object[] arguments)
            throws ReflectiveOperationException {
        RECORDS.add("method " + constructor.getDeclaringClass().getName() + " <init>");
        return constructor.newInstance(arguments);
    }

    public static void set(Field field, Object target, Object value) throws IllegalAccessException {
        RECORDS.add("field " + field.getDeclaringClass().getName() + " " + field.getName());
        field.set(target, value);
    }

    public static Object get(Field field, Object target) throws IllegalAccessException {
        RECORDS.add("field " + field.getDeclaringClass().getName() + " " + field.getName());
        return field.get(target);
    }

    public static URL getResource(ClassLoader loader, String name) {
        RECORDS.add("resource " + name);
        return loader.getResource(name);
    }

    public static Enumeration<URL> getResources(ClassLoader loader, String name) throws IOException {
        RECORDS.add("resource " + name);
        return loader.getResources(name);
    }

    public static InputStream getResourceAsStream(ClassLoader loader, String name) {
        RECORDS.add("resource " + name);
        return loader.getResourceAsStream(name);
    }
}
