namespace Provenance.Cli.Reports;

/// <summary>How a trust anchor stands at a time.</summary>
internal enum AnchorStanding
{
    /// <summary>It counts.</summary>
    Trusted,

    /// <summary>The list trusts it from a later time on.</summary>
    NotYetListed,

    /// <summary>The list has withdrawn it.</summary>
    NoLongerListed,

    /// <summary>The certificate's own validity begins later.</summary>
    NotYetValid,

    /// <summary>The certificate's own validity has ended.</summary>
    Expired,
}
