// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Commitments} from "../../src/libraries/Commitments.sol";
import {Dice} from "../support/Dice.sol";
import {Encoder} from "../support/Encoder.sol";
import {Test} from "../support/Test.sol";

/// @notice The library against {Encoder}, and both against the vectors of docs/commitment.md that Go has made:
/// claims/commitment/testdata/vectors.json.
contract CommitmentsTest is Test {
    using Dice for Dice.Cup;

    bytes32 private constant ONE_LINE = 0xbf02f822d398c355f8082542548f3bfb59682bce43d2b5bfec167ffab0ff3da4;
    bytes32 private constant NINE_LINES = 0xeb8862fe48a932e9e447fd17e90847d4de8a41738ed08a5676860ee5fae65720;
    bytes32 private constant REPLACEMENT = 0x7877bc048d38b830af5337ccdc55bd3b1ed8097b8881f8d116f31d119524ad50;
    bytes32 private constant VOID = 0x0832f1ccb7fed1ac795537f1754f6e8996c083841e77aaf39fda21f1f2656c84;
    bytes32 private constant LARGEST = 0xb92f5b750798fa35a52957f2d16c05b5fa765b74a8c77e22bcb0990b4cda4978;
    bytes32 private constant DENIED = 0xfdb1e9198abf4fd23f7dfa57b5e173ed4f283956ccb645d97b62672493b0b581;
    bytes32 private constant NODE = 0x98b5cd73704ca0bdf69b8526459d88a1e15fc35e4b2d17e6cd9eb28227734760;
    bytes32 private constant ROOT_OF_THREE = 0x5b462f578537e091d2e07e7a9ce57dd98b869843ef18fbcf05a78900cbd9841b;

    /*//////////////////////////////////////////////////////////////////////////
                                     VECTORS
    //////////////////////////////////////////////////////////////////////////*/

    function test_ReceiptLeaf_OneLine() public pure {
        _checkReceipt(_vector(0x67c233a36eca6e5e7315b18f605da67b5857626670e783821e9df9f3b1ccadce, 1), ONE_LINE);
    }

    function test_ReceiptLeaf_NineLines() public pure {
        Encoder.Claim memory claim = _vector(0xd68becbdf2ac198bc19e4c8f1bebdc4e1bc3b43d9510222c9f4e8f5a7687b7d2, 9);
        claim.coverageYear = 2;
        _checkReceipt(claim, NINE_LINES);
    }

    function test_ReceiptLeaf_Replacement() public pure {
        Encoder.Claim memory claim = _vector(0x7e3676f2b5c800ac12af268f8cef84773ca01a547af5d9a9e6b9b570fd98666a, 4);
        (claim.kind, claim.replaced) = (1, (1 << 48) | (42 << 16) | 7);
        _checkReceipt(claim, REPLACEMENT);
    }

    function test_ReceiptLeaf_Void() public pure {
        Encoder.Claim memory claim = _vector(0x60bf5befb1991dce61d4a5e662a9b747b7aa296a5fc7a989c5a9a2a43ec4bc5b, 0);
        (claim.kind, claim.replaced) = (2, (1 << 80) - 1);
        _checkReceipt(claim, VOID);
    }

    function test_ReceiptLeaf_LargestNumbers() public pure {
        Encoder.Claim memory claim = _vector(0x43f8928cd65d8c210d9791b09d5c872fd165a4186a03bebc31f7cf68ceeb5837, 1);
        (claim.coverageYear, claim.serviceDay) = (type(uint64).max, 3_652_059);
        (claim.lines[0].charge, claim.lines[0].units) = (uint40((1 << 36) - 1), (1 << 14) - 1);
        _checkReceipt(claim, LARGEST);
    }

    function test_DeterminationLeaf_DeniedWithReasons() public pure {
        Encoder.Claim memory claim = _vector(0x67c233a36eca6e5e7315b18f605da67b5857626670e783821e9df9f3b1ccadce, 1);
        claim.reasonsHash = 0x9e8ed1f3bd88a0e76cabeccecca910a174747d814d5d9449145b8eb7b21cb579;
        uint256[] memory results = new uint256[](1);
        results[0] = (uint256(250_00) << 210) | (255 << 152) | (1 << 144);
        assertEq(_determination(claim, 1, 1_772_000_000, results), DENIED, "leaf");
        assertEq(Encoder.determinationLeaf(claim, 1, 1_772_000_000, results), DENIED, "the encoder's");
    }

    function test_SubmissionNode_OfTheVectors() public pure {
        assertEq(Commitments.submissionNode(7, 511, 512, ROOT_OF_THREE), NODE, "node");
        bytes32[] memory leaves = new bytes32[](3);
        (leaves[0], leaves[1], leaves[2]) = (bytes32(uint256(1)), bytes32(uint256(2)), bytes32(uint256(3)));
        assertEq(Encoder.rootOf(leaves), ROOT_OF_THREE, "root of three");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     ENCODER
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_ReceiptLeaf_EqualsEncoder(uint256 seed) public pure {
        Encoder.Claim memory claim = _anyClaim(Dice.Cup(seed));
        assertEq(_receipt(claim), Encoder.receiptLeaf(claim), "leaf");
    }

    function testFuzz_DeterminationLeaf_EqualsEncoder(uint256 seed, uint8 version, uint64 determinedAt) public pure {
        Dice.Cup memory cup = Dice.Cup(seed);
        Encoder.Claim memory claim = _anyClaim(cup);
        uint256[] memory results = new uint256[](claim.lines.length);
        for (uint256 i = 0; i < results.length; ++i) {
            results[i] = cup.roll(1 << 246);
        }
        bytes32 leaf = _determination(claim, version, determinedAt, results);
        assertEq(leaf, Encoder.determinationLeaf(claim, version, determinedAt, results), "leaf");
    }

    function testFuzz_SubmissionNode_EqualsEncoder(uint32 provider, uint16 first, uint16 count, bytes32 root)
        public
        pure
    {
        bytes32 node = Commitments.submissionNode(provider, first, count, root);
        assertEq(node, Encoder.submissionNode(provider, first, count, root), "node");
    }

    /// @dev Whatever is different, the leaf is: a charge, units, the day, the coverage year, the content, a line more.
    function testFuzz_ReceiptLeaf_BindsEverything(uint256 seed) public pure {
        Dice.Cup memory cup = Dice.Cup(seed);
        Encoder.Claim memory claim = _anyClaim(cup);
        bytes32 leaf = _receipt(claim);
        uint256 i = cup.roll(claim.lines.length);
        claim.lines[i].charge ^= 1;
        assertTrue(_receipt(claim) != leaf, "charge");
        claim.lines[i].charge ^= 1;
        claim.lines[i].units ^= 1;
        assertTrue(_receipt(claim) != leaf, "units");
        claim.lines[i].units ^= 1;
        claim.serviceDay ^= 1;
        assertTrue(_receipt(claim) != leaf, "day");
        claim.serviceDay ^= 1;
        claim.coverageYear ^= 1;
        assertTrue(_receipt(claim) != leaf, "coverage year");
        claim.coverageYear ^= 1;
        claim.contentHash ^= bytes32(uint256(1));
        assertTrue(_receipt(claim) != leaf, "content");
        claim.contentHash ^= bytes32(uint256(1));
        assertEq(_receipt(claim), leaf, "as it was");
        claim.lines = new Encoder.Line[](claim.lines.length + 1);
        assertTrue(_receipt(claim) != leaf, "a line more");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _checkReceipt(Encoder.Claim memory claim, bytes32 wanted) private pure {
        assertEq(_receipt(claim), wanted, "leaf");
        assertEq(Encoder.receiptLeaf(claim), wanted, "the encoder's");
    }

    function _receipt(Encoder.Claim memory claim) private pure returns (bytes32) {
        return Commitments.receiptLeaf(Encoder.head(claim), _chain(claim.contentHash, Encoder.more(claim)));
    }

    function _determination(Encoder.Claim memory claim, uint256 version, uint256 determinedAt, uint256[] memory results)
        private
        pure
        returns (bytes32)
    {
        uint256 stamp = (claim.lines.length << 80) | (version << 72) | (Encoder.flags(claim) << 64) | determinedAt;
        bytes32 chained = _chain(_chain(_receipt(claim), results), Encoder.facts(claim));
        return Commitments.determinationLeaf(stamp, chained);
    }

    function _chain(bytes32 chained, uint256[] memory words) private pure returns (bytes32) {
        for (uint256 i = 0; i < words.length; ++i) {
            chained = Commitments.chain(chained, words[i]);
        }
        return chained;
    }

    /// @dev 2026-03-01, coverage year 0x1122334455667788; line n is of 240 + 10 n, with n units.
    function _vector(bytes32 contentHash, uint256 lineCount) private pure returns (Encoder.Claim memory claim) {
        (claim.contentHash, claim.serviceDay, claim.coverageYear) = (contentHash, 739_676, 0x1122334455667788);
        claim.lines = new Encoder.Line[](lineCount);
        for (uint16 i = 1; i <= lineCount; ++i) {
            claim.lines[i - 1] = Encoder.Line({charge: 240_00 + 10_00 * i, units: i, allowed: 0, class: 0});
        }
    }

    /// @dev Of 1 to 20 lines.
    function _anyClaim(Dice.Cup memory cup) private pure returns (Encoder.Claim memory claim) {
        claim.contentHash = bytes32(cup.roll(type(uint256).max));
        claim.kind = uint8(cup.roll(2));
        claim.replaced = cup.roll(1 << 80);
        claim.coverageYear = uint64(cup.roll(1 << 64));
        claim.serviceDay = uint24(cup.roll(1 << 24));
        claim.isFilingExcused = cup.once(2);
        if (cup.once(2)) claim.reasonsHash = bytes32(cup.between(1, 1 << 100));
        if (cup.once(2)) claim.authorization = bytes32(cup.between(1, 1 << 100));
        if (cup.once(2)) claim.evidence = bytes32(cup.between(1, 1 << 100));
        claim.lines = new Encoder.Line[](cup.between(1, 20));
        for (uint256 i = 0; i < claim.lines.length; ++i) {
            claim.lines[i].charge = uint40(cup.roll(1 << 36));
            claim.lines[i].units = uint16(cup.roll(1 << 14));
        }
    }
}
