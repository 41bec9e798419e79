namespace Provenance.Cli.Demo;

/// <summary>
/// The smallest honest H.264 encoder: Constrained Baseline, pictures of uncompressed macroblocks (I_PCM), unchanged
/// macroblocks skipped. Every decoder plays it, and what comes out is to the bit what went in.
/// </summary>
/// <param name="widthInMacroblocks">Width in macroblocks of 16 pixels.</param>
/// <param name="heightInMacroblocks">Height in macroblocks of 16 pixels.</param>
internal sealed class H264Stream(int widthInMacroblocks, int heightInMacroblocks)
{
    /// <summary>profile_idc of Baseline.</summary>
    public const byte ProfileIdc = 66;

    /// <summary>constraint_set0 and constraint_set1: Constrained Baseline.</summary>
    public const byte ConstraintFlags = 0xC0;

    /// <summary>Level 3.0.</summary>
    public const byte LevelIdc = 30;

    private const int FrameNumberBits = 8;
    private const int IPcm = 25;
    private const int MacroblockTypesOfP = 5;

    private Picture? _previous;
    private uint _frameNumber;
    private uint _idrPictures;

    /// <summary>The sequence parameter set (§7.3.2.1.1), a whole NAL unit.</summary>
    public byte[] SequenceParameterSet()
    {
        var bits = new BitWriter();
        bits.Bits(ProfileIdc, 8);
        bits.Bits(ConstraintFlags, 8);
        bits.Bits(LevelIdc, 8);
        bits.UnsignedExpGolomb(0); // seq_parameter_set_id
        bits.UnsignedExpGolomb(FrameNumberBits - 4);
        bits.UnsignedExpGolomb(2); // pic_order_cnt_type: pictures are shown in the order of decoding
        bits.UnsignedExpGolomb(1); // max_num_ref_frames
        bits.Flag(false); // gaps_in_frame_num_value_allowed_flag
        bits.UnsignedExpGolomb((uint)widthInMacroblocks - 1);
        bits.UnsignedExpGolomb((uint)heightInMacroblocks - 1);
        bits.Flag(true); // frame_mbs_only_flag
        bits.Flag(true); // direct_8x8_inference_flag
        bits.Flag(false); // frame_cropping_flag
        bits.Flag(false); // vui_parameters_present_flag
        return NalUnit(0x67, bits.Finish());
    }

    /// <summary>The picture parameter set (§7.3.2.2), a whole NAL unit.</summary>
    public static byte[] PictureParameterSet()
    {
        var bits = new BitWriter();
        bits.UnsignedExpGolomb(0); // pic_parameter_set_id
        bits.UnsignedExpGolomb(0); // seq_parameter_set_id
        bits.Flag(false); // entropy_coding_mode_flag: CAVLC
        bits.Flag(false); // bottom_field_pic_order_in_frame_present_flag
        bits.UnsignedExpGolomb(0); // num_slice_groups_minus1
        bits.UnsignedExpGolomb(0); // num_ref_idx_l0_default_active_minus1
        bits.UnsignedExpGolomb(0); // num_ref_idx_l1_default_active_minus1
        bits.Flag(false); // weighted_pred_flag
        bits.Bits(0, 2); // weighted_bipred_idc
        bits.SignedExpGolomb(0); // pic_init_qp_minus26
        bits.SignedExpGolomb(0); // pic_init_qs_minus26
        bits.SignedExpGolomb(0); // chroma_qp_index_offset
        bits.Flag(true); // deblocking_filter_control_present_flag
        bits.Flag(false); // constrained_intra_pred_flag
        bits.Flag(false); // redundant_pic_cnt_present_flag
        return NalUnit(0x68, bits.Finish());
    }

    /// <summary>Encodes the next picture as one slice, a whole NAL unit.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="isSync">Whether it stands alone (IDR); the first one always does.</param>
    public byte[] Encode(Picture picture, bool isSync)
    {
        var bits = new BitWriter();
        bool isIdr = isSync || _previous is null;
        _frameNumber = isIdr ? 0 : (_frameNumber + 1) % (1 << FrameNumberBits);
        bits.UnsignedExpGolomb(0); // first_mb_in_slice
        bits.UnsignedExpGolomb(isIdr ? 7u : 5u); // slice_type: all I, all P
        bits.UnsignedExpGolomb(0); // pic_parameter_set_id
        bits.Bits(_frameNumber, FrameNumberBits);
        if (isIdr)
        {
            bits.UnsignedExpGolomb(_idrPictures++ % 2); // idr_pic_id: neighbours differ
            bits.Bits(0, 2); // no_output_of_prior_pics_flag, long_term_reference_flag
        }
        else
        {
            bits.Bits(0, 3); // num_ref_idx_active_override_flag, ref_pic_list_modification_flag_l0, adaptive_ref_pic_marking_mode_flag
        }

        bits.SignedExpGolomb(0); // slice_qp_delta
        bits.UnsignedExpGolomb(1); // disable_deblocking_filter_idc: the filter would blur

        WriteMacroblocks(bits, picture, isIdr ? null : _previous);
        _previous = picture;
        return NalUnit((byte)(isIdr ? 0x65 : 0x41), bits.Finish());
    }

    private void WriteMacroblocks(BitWriter bits, Picture picture, Picture? reference)
    {
        uint skipped = 0;
        byte[] samples = new byte[Picture.MacroblockSize];
        byte[] old = new byte[Picture.MacroblockSize];
        for (int y = 0; y < heightInMacroblocks; y++)
        {
            for (int x = 0; x < widthInMacroblocks; x++)
            {
                picture.CopyMacroblock(x, y, samples);
                if (reference is not null)
                {
                    // P_Skip copies from the same place: every motion vector around is zero, so the predicted one is too (§8.4.1.1).
                    reference.CopyMacroblock(x, y, old);
                    if (samples.AsSpan().SequenceEqual(old))
                    {
                        skipped++;
                        continue;
                    }

                    bits.UnsignedExpGolomb(skipped); // mb_skip_run
                    skipped = 0;
                }

                bits.UnsignedExpGolomb((uint)(IPcm + (reference is null ? 0 : MacroblockTypesOfP)));
                bits.AlignWithZeros();
                bits.Bytes(samples);
            }
        }

        if (skipped > 0)
        {
            bits.UnsignedExpGolomb(skipped);
        }
    }

    // §7.4.1.1: three bytes 00 00 0x with x ≤ 3 must not occur inside; a 03 goes between.
    private static byte[] NalUnit(byte header, byte[] payload)
    {
        var unit = new List<byte>(payload.Length + 16) { header };
        int zeros = 0;
        foreach (byte value in payload)
        {
            if (zeros == 2 && value <= 3)
            {
                unit.Add(3);
                zeros = 0;
            }

            unit.Add(value);
            zeros = value == 0 ? zeros + 1 : 0;
        }

        return [.. unit];
    }
}
