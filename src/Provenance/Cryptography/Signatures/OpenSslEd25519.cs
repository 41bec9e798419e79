using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Provenance.Cryptography;

/// <summary>Ed25519 (RFC 8032) through OpenSSL's libcrypto, 1.1.1 or later. Message-level functions only; nothing of the curve is ours.</summary>
internal static unsafe class OpenSslEd25519
{
    public const int KeyLength = 32;
    public const int SignatureLength = 64;

    private static readonly Lazy<LibCrypto?> Library = new(LibCrypto.TryLoad);

    /// <summary>Whether a libcrypto with Ed25519 was found.</summary>
    public static bool IsSupported => Library.Value is not null;

    /// <summary>The verifier.</summary>
    public static Ed25519Verifier Verifier { get; } = new OpenSslVerifier();

    /// <summary>A new private key: the 32 random bytes that RFC 8032 §5.1.5 starts from.</summary>
    public static byte[] GeneratePrivateKey() => RandomNumberGenerator.GetBytes(KeyLength);

    /// <summary>The public key of a private key.</summary>
    /// <exception cref="PlatformNotSupportedException">libcrypto was not found.</exception>
    /// <exception cref="CryptographicException">libcrypto refused.</exception>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> privateKey)
    {
        var library = Require();
        void* key = LoadPrivateKey(library, privateKey);
        try
        {
            byte[] publicKey = new byte[KeyLength];
            nuint length = KeyLength;
            fixed (byte* p = publicKey)
            {
                Check(library, library.GetRawPublicKey(key, p, &length) == 1 && length == KeyLength);
            }

            return publicKey;
        }
        finally
        {
            library.FreeKey(key);
        }
    }

    /// <summary>Signs a message.</summary>
    /// <exception cref="PlatformNotSupportedException">libcrypto was not found.</exception>
    /// <exception cref="CryptographicException">libcrypto refused.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message)
    {
        var library = Require();
        void* key = LoadPrivateKey(library, privateKey);
        void* context = library.NewContext();
        try
        {
            Check(library, context != null && library.SignInit(context, null, null, null, key) == 1);
            byte[] signature = new byte[SignatureLength];
            nuint length = SignatureLength;
            fixed (byte* s = signature)
            fixed (byte* m = NotEmpty(message))
            {
                Check(library, library.Sign(context, s, &length, m, (nuint)message.Length) == 1 && length == SignatureLength);
            }

            return signature;
        }
        finally
        {
            library.FreeContext(context);
            library.FreeKey(key);
        }
    }

    private static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var library = Require();
        if (publicKey.Length != KeyLength || signature.Length != SignatureLength)
        {
            return false;
        }

        void* key = null;
        void* context = null;
        try
        {
            fixed (byte* k = publicKey)
            {
                key = library.NewRawPublicKey(LibCrypto.Ed25519, null, k, KeyLength);
            }

            context = library.NewContext();
            bool valid = false;
            if (key != null && context != null && library.VerifyInit(context, null, null, null, key) == 1)
            {
                fixed (byte* s = signature)
                fixed (byte* m = NotEmpty(message))
                {
                    valid = library.Verify(context, s, SignatureLength, m, (nuint)message.Length) == 1;
                }
            }

            if (!valid)
            {
                // What libcrypto leaves in the thread's error queue must not be read as a fault of the platform's own next call.
                library.ClearErrors();
            }

            return valid;
        }
        finally
        {
            library.FreeContext(context);
            library.FreeKey(key);
        }
    }

    private static void* LoadPrivateKey(LibCrypto library, ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length != KeyLength)
        {
            throw new CryptographicException("An Ed25519 private key has 32 bytes.");
        }

        fixed (byte* k = privateKey)
        {
            void* key = library.NewRawPrivateKey(LibCrypto.Ed25519, null, k, KeyLength);
            Check(library, key != null);
            return key;
        }
    }

    // A pinned empty span is a null pointer, which libcrypto would take for a length query.
    private static ReadOnlySpan<byte> NotEmpty(ReadOnlySpan<byte> message) => message.IsEmpty ? [0] : message;

    private static LibCrypto Require() =>
        Library.Value ?? throw new PlatformNotSupportedException("Ed25519 needs OpenSSL's libcrypto (1.1.1 or later), which was not found on this machine.");

    private static void Check(LibCrypto library, bool ok)
    {
        if (!ok)
        {
            library.ClearErrors();
            throw new CryptographicException("libcrypto refused an Ed25519 operation.");
        }
    }

    private sealed class OpenSslVerifier : Ed25519Verifier
    {
        public override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
            OpenSslEd25519.Verify(publicKey, message, signature);
    }

    /// <summary>The functions of libcrypto, bound once.</summary>
    private sealed class LibCrypto
    {
        public const int Ed25519 = 1087; // NID_ED25519

        public readonly delegate* unmanaged<int, void*, byte*, nuint, void*> NewRawPrivateKey;
        public readonly delegate* unmanaged<int, void*, byte*, nuint, void*> NewRawPublicKey;
        public readonly delegate* unmanaged<void*, byte*, nuint*, int> GetRawPublicKey;
        public readonly delegate* unmanaged<void*, void> FreeKey;
        public readonly delegate* unmanaged<void*> NewContext;
        public readonly delegate* unmanaged<void*, void> FreeContext;
        public readonly delegate* unmanaged<void*, void*, void*, void*, void*, int> SignInit;
        public readonly delegate* unmanaged<void*, byte*, nuint*, byte*, nuint, int> Sign;
        public readonly delegate* unmanaged<void*, void*, void*, void*, void*, int> VerifyInit;
        public readonly delegate* unmanaged<void*, byte*, nuint, byte*, nuint, int> Verify;
        public readonly delegate* unmanaged<void> ClearErrors;

        private LibCrypto(nint library)
        {
            NewRawPrivateKey = (delegate* unmanaged<int, void*, byte*, nuint, void*>)NativeLibrary.GetExport(library, "EVP_PKEY_new_raw_private_key");
            NewRawPublicKey = (delegate* unmanaged<int, void*, byte*, nuint, void*>)NativeLibrary.GetExport(library, "EVP_PKEY_new_raw_public_key");
            GetRawPublicKey = (delegate* unmanaged<void*, byte*, nuint*, int>)NativeLibrary.GetExport(library, "EVP_PKEY_get_raw_public_key");
            FreeKey = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(library, "EVP_PKEY_free");
            NewContext = (delegate* unmanaged<void*>)NativeLibrary.GetExport(library, "EVP_MD_CTX_new");
            FreeContext = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(library, "EVP_MD_CTX_free");
            SignInit = (delegate* unmanaged<void*, void*, void*, void*, void*, int>)NativeLibrary.GetExport(library, "EVP_DigestSignInit");
            Sign = (delegate* unmanaged<void*, byte*, nuint*, byte*, nuint, int>)NativeLibrary.GetExport(library, "EVP_DigestSign");
            VerifyInit = (delegate* unmanaged<void*, void*, void*, void*, void*, int>)NativeLibrary.GetExport(library, "EVP_DigestVerifyInit");
            Verify = (delegate* unmanaged<void*, byte*, nuint, byte*, nuint, int>)NativeLibrary.GetExport(library, "EVP_DigestVerify");
            ClearErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
        }

        public static LibCrypto? TryLoad()
        {
            foreach (string name in Names())
            {
                if (!NativeLibrary.TryLoad(name, typeof(OpenSslEd25519).Assembly, DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory, out nint library))
                {
                    continue;
                }

                try
                {
                    var functions = new LibCrypto(library);
                    if (functions.Works())
                    {
                        return functions;
                    }
                }
                catch (EntryPointNotFoundException)
                {
                    // Too old, or another library of that name.
                }
            }

            return null;
        }

        // A libcrypto in FIPS mode loads and refuses Ed25519: better found out here than as "invalid signature".
        private bool Works()
        {
            byte* seed = stackalloc byte[KeyLength];
            new Span<byte>(seed, KeyLength).Clear();
            void* key = NewRawPrivateKey(Ed25519, null, seed, KeyLength);
            if (key == null)
            {
                ClearErrors();
                return false;
            }

            FreeKey(key);
            return true;
        }

        // macOS ends a process that loads its unversioned libcrypto.dylib, so only versioned names are tried there.
        private static string[] Names() =>
            OperatingSystem.IsWindows() ? RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                ? ["libcrypto-3-arm64.dll", "libcrypto-1_1-arm64.dll"]
                : ["libcrypto-3-x64.dll", "libcrypto-1_1-x64.dll"]
            : OperatingSystem.IsMacOS()
                ? ["libcrypto.3.dylib", "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib", "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib", "libcrypto.1.1.dylib"]
            : ["libcrypto.so.3", "libcrypto.so.1.1"];
    }
}
