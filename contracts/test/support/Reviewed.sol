// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Encoder} from "./Encoder.sol";
import {Tally} from "./Tally.sol";

/// @notice Panels with keys, and appeals taken through their steps.
abstract contract Reviewed is Tally {
    bytes32 internal constant GROUNDS = keccak256("grounds");

    uint256[] internal panelKeys; // of panel 0, ascending by address

    /// @dev Panel 0: so many members, and a bare majority.
    function appoint(uint256 members) internal {
        address[] memory list = new address[](members);
        for (uint256 i = 0; i < members; ++i) {
            panelKeys.push(0xA11CE + i);
            for (uint256 j = i; j > 0 && vm.addr(panelKeys[j]) < vm.addr(panelKeys[j - 1]); --j) {
                (panelKeys[j], panelKeys[j - 1]) = (panelKeys[j - 1], panelKeys[j]);
            }
        }
        for (uint256 i = 0; i < members; ++i) {
            list[i] = vm.addr(panelKeys[i]);
        }
        vm.prank(authority);
        appeals.appointPanel(list, uint8(members / 2 + 1));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       STEPS
    //////////////////////////////////////////////////////////////////////////*/

    function fileFor(uint256 number) internal returns (uint256 appeal) {
        return fileFor(number, 0);
    }

    function fileFor(uint256 number, uint256 recovery) internal returns (uint256 appeal) {
        IClaimLedger.Standing memory standing = standingOf(number);
        address signer = vm.addr(providerOf[number]);
        vm.prank(signer);
        return appeals.file(standing, GROUNDS, recovery);
    }

    function fileOverdueFor(uint256 number) internal returns (uint256 appeal) {
        address signer = vm.addr(providerOf[number]);
        vm.prank(signer);
        return appeals.fileOverdue(headers[batchOf(number)], uint16(number), GROUNDS);
    }

    function uphold(uint256 appeal) internal {
        vm.prank(adjudicator);
        appeals.uphold(appeal, REASONS);
    }

    function overturn(uint256 appeal, uint256 number, Encoder.Claim memory made) internal {
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, made);
        vm.recordLogs();
        vm.prank(adjudicator);
        appeals.overturn(appeal, standing, decision);
        book();
    }

    /// @dev Whether it did not make it worse.
    function tryOverturn(uint256 appeal, uint256 number, Encoder.Claim memory made) internal returns (bool) {
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, made);
        return tryReview(adjudicator, abi.encodeCall(appeals.overturn, (appeal, standing, decision)));
    }

    function tryRuleOverturned(uint256 appeal, uint256 number, Encoder.Claim memory made) internal returns (bool) {
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, made);
        bytes[] memory signatures = majorityFor(appeal, decision);
        return tryReview(stranger, abi.encodeCall(appeals.ruleOverturned, (appeal, standing, decision, signatures)));
    }

    function tryReview(address sender, bytes memory call) private returns (bool isDone) {
        bytes memory answer;
        vm.recordLogs();
        vm.prank(sender);
        (isDone, answer) = address(appeals).call(call);
        if (isDone) book();
        else assertEq(bytes4(answer), Errors.AppealWorsened.selector, "refused for another reason");
    }

    function escalate(uint256 appeal) internal {
        address signer = vm.addr(providerOf[appeals.appealOf(appeal).claimNumber]);
        vm.prank(signer);
        appeals.escalate(appeal, GROUNDS);
    }

    /// @dev Filed, upheld by the insurer and taken to the panel.
    function escalated(uint256 number) internal returns (uint256 appeal) {
        appeal = fileFor(number);
        uphold(appeal);
        escalate(appeal);
    }

    function ruleUpheld(uint256 appeal) internal {
        bytes[] memory signatures = majorityFor(appeal, bytes32(0));
        vm.recordLogs();
        appeals.ruleUpheld(appeal, signatures);
        book();
    }

    function ruleOverturned(uint256 appeal, uint256 number, Encoder.Claim memory made) internal {
        IClaimLedger.Standing memory standing = standingOf(number);
        IClaimLedger.Decision memory decision = decisionOf(number, made);
        bytes[] memory signatures = majorityFor(appeal, decision);
        vm.recordLogs();
        appeals.ruleOverturned(appeal, standing, decision, signatures);
        book();
    }

    function ruleOverdue(uint256 appeal, uint256 number, Encoder.Claim memory made) internal {
        IClaimLedger.Decision memory decision = decisionOf(number, made);
        bytes[] memory signatures = majorityFor(appeal, decision);
        vm.recordLogs();
        appeals.ruleOverdue(appeal, headers[batchOf(number)], decision, signatures);
        book();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    SIGNATURES
    //////////////////////////////////////////////////////////////////////////*/

    function majorityFor(uint256 appeal, IClaimLedger.Decision memory decision) internal view returns (bytes[] memory) {
        return majorityFor(appeal, keccak256(abi.encode(decision.coverageYear, decision.claim)));
    }

    /// @dev The first of the panel, as many as the majority.
    function majorityFor(uint256 appeal, bytes32 ruling) internal view returns (bytes[] memory signatures) {
        signatures = new bytes[](panelKeys.length / 2 + 1);
        for (uint256 i = 0; i < signatures.length; ++i) {
            signatures[i] = rulingBy(panelKeys[i], appeal, ruling);
        }
    }

    function rulingBy(uint256 key, uint256 appeal, bytes32 ruling) internal view returns (bytes memory) {
        return signatureOf(key, rulingDigestOn(block.chainid, address(appeals), appeal, ruling));
    }

    function signatureOf(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The EIP-712 digest once more, apart from src/.
    function rulingDigestOn(uint256 chainId, address verifier, uint256 appeal, bytes32 ruling)
        internal
        pure
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("ClearClaim Appeals"),
                keccak256("1"),
                chainId,
                verifier
            )
        );
        bytes32 content = keccak256(abi.encode(keccak256("Ruling(uint256 appeal,bytes32 ruling)"), appeal, ruling));
        return keccak256(abi.encodePacked(hex"1901", domain, content));
    }
}
